using TestServers;

namespace RedisLib.IntegrationTests.Topologies;

/// <summary>
/// A master that stops answering, such as one on a machine that hangs, still takes itself for a master when it goes on. What it
/// then acknowledges is lost as soon as it hears that another one has taken over.
/// </summary>
public sealed class PausedMasterTests
{
    private static readonly TimeSpan FarAway = TimeSpan.FromHours(1);

    public static TheoryData<RedisMode> Modes => [RedisMode.MasterReplica, RedisMode.Sentinel, RedisMode.Cluster];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_write_on_its_way_to_a_paused_master_ends_when_another_one_has_taken_over(RedisMode mode)
    {
        await using var topology = await FormedTopology.CreateAsync(mode);
        await using var patient = RedisConnection.Create(
            FormedTopology.OptionsFor(topology.Servers) with { CommandTimeout = FarAway, OperationTimeout = FarAway });
        var old = (await patient.WriteAsync("after", "1"u8.ToArray())).ServedBy;

        topology.Server(old).Pause();
        var write = patient.WriteAsync("after", "3"u8.ToArray()).AsTask();
        if (mode == RedisMode.MasterReplica)
        {
            await PromoteByHandAsync(topology);
        }

        await topology.WriteToAnotherMasterAsync(old);
        var exception = await Assert.ThrowsAsync<RedisUnavailableException>(() => write.WaitAsync(Eventually.DefaultDeadline));

        Assert.True(exception.MayHaveBeenApplied);
    }

    private static async Task PromoteByHandAsync(FormedTopology topology)
    {
        var (now, other) = (topology.Servers.DataNodes[1].Endpoint, topology.Servers.DataNodes[2].Endpoint);
        await topology.RunAsync(now, RedisCommand.Create("REPLICAOF", "NO", "ONE"));
        await topology.RunAsync(other, RedisCommand.Create("REPLICAOF", now.Host, now.Port));
    }
}
