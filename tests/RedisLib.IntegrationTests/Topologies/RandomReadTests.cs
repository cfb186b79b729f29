using RedisLib.Administration;
using TestServers;

namespace RedisLib.IntegrationTests.Topologies;

/// <summary>Reads from anywhere are for those who want every node to have the same share of the work.</summary>
public sealed class RandomReadTests
{
    private const int Reads = 3000;

    public static TheoryData<RedisMode> Modes => [RedisMode.MasterReplica, RedisMode.Sentinel, RedisMode.Cluster];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Random_reads_are_spread_evenly_over_the_master_and_the_replicas_of_the_key(RedisMode mode)
    {
        await using var topology = mode == RedisMode.Cluster
            ? await FormedTopology.CreateAsync(await ClusterServers.StartAsync(replicasPerMaster: 2))
            : await FormedTopology.CreateAsync(mode);
        var master = (await topology.WriteAsync("key", "value")).ServedBy;
        var replicas = (await topology.Administrator.DescribeAsync(CancellationToken.None)).Nodes
            .Where(node => node.Role == NodeRole.Replica && node.MasterEndpoint == master)
            .Select(node => node.Endpoint);
        var nodes = replicas.Append(master).ToHashSet();
        var readers = new HashSet<RedisEndpoint>();
        await Eventually.Is(async () =>
        {
            readers.Add((await topology.Connection.ReadRandomAsync("key")).ServedBy);
            return readers.Count == 3;
        });

        var counts = new Dictionary<RedisEndpoint, int>();
        for (var i = 0; i < Reads; i++)
        {
            var servedBy = (await topology.Connection.ReadRandomAsync("key")).ServedBy;
            counts[servedBy] = counts.GetValueOrDefault(servedBy) + 1;
        }

        Assert.Equal(nodes, counts.Keys.ToHashSet());
        Assert.All(counts.Values, count => Assert.InRange(count, Reads / 3 * 0.85, Reads / 3 * 1.15));
    }
}
