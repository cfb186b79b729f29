using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Hosting.Tests;

/// <summary>The ports of a kept cluster, whose replicas copy whoever is at the address of their master.</summary>
public sealed class KeptPortsTests : IDisposable
{
    private const int FirstPort = 7400;

    private static readonly string[] Names = [.. Enumerable.Range(1, 6).Select(number => $"cache-{number}")];

    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hosting-tests-{Guid.NewGuid():N}");

    [Fact]
    public void A_node_that_has_lost_its_files_does_not_come_back_at_its_address()
    {
        Keep(remembering: Names[1..]);
        var ports = Ports(Add());
        Assert.NotEqual(FirstPort, ports[0]);
        Assert.Equal(Enumerable.Range(FirstPort + 1, 5), ports.Skip(1));
    }

    [Fact]
    public void Fixed_ports_are_refused_where_a_node_has_lost_its_files()
    {
        Keep(remembering: Names[1..]);
        var refusal = Assert.Throws<DistributedApplicationException>(() => Ports(Add().WithPorts(FirstPort)));
        Assert.StartsWith("cache-1 of the kept cluster cache lost its files", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("leave out FirstPort", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(0)]
    public void Fixed_ports_are_given_where_all_nodes_have_their_files_or_none_has(int remembering)
    {
        Keep(Names[..remembering]);
        Assert.Equal(Enumerable.Range(FirstPort, 6), Ports(Add().WithPorts(FirstPort)));
    }

    [Fact]
    public void Fixed_ports_are_given_where_the_first_start_was_cut_short_before_the_nodes_met()
    {
        Keep([.. Names.Where(name => name != "cache-2")], haveMet: false);
        Assert.Equal(Enumerable.Range(FirstPort, 6), Ports(Add().WithPorts(FirstPort)));
    }

    [Fact]
    public void Fixed_ports_are_given_where_the_files_are_gone_of_a_node_that_the_cluster_has_no_more()
    {
        Keep(remembering: Names[..3]);
        Assert.Equal(Enumerable.Range(FirstPort, 3), Ports(Add(replicasPerMaster: 0).WithPorts(FirstPort)));
    }

    [Fact]
    public void A_nodes_file_that_can_not_be_read_may_name_the_one_that_lost_its_own()
    {
        Keep(remembering: Names[2..3], haveMet: false);
        var file = Path.Combine(_path, Names[2], TopologyDirectory.ClusterFile);
        using var held = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Throws<DistributedApplicationException>(() => Ports(Add().WithPorts(FirstPort)));
    }

    public void Dispose() => TemporaryRoot.Remove(_path);

    private static IEnumerable<int> Endpoints(RedisTopologyResource topology) => topology.DataNodes.Select(node =>
        node.Annotations.OfType<EndpointAnnotation>().Single(one => one.Name == RedisTopologyResource.EndpointName).Port!.Value);

    private static int[] Ports(IResourceBuilder<RedisClusterResource> cluster) => [.. Endpoints(cluster.Resource)];

    /// <summary>Leaves what a run has that ends with these nodes' files in place.</summary>
    private void Keep(string[] remembering, bool haveMet = true)
    {
        using var directory = new TopologyDirectory(_path, "cache", isKept: true);
        directory.WriteState(new KeptState(
            "cache",
            RedisMode.Cluster,
            RedisRuntime.Process,
            Names.Index().ToDictionary(node => node.Item, node => new NodePorts(FirstPort + node.Index, FirstPort + 6 + node.Index)),
            Master: null,
            InSync: []));
        foreach (var node in remembering)
        {
            Directory.CreateDirectory(directory.OfNode(node));
            var known = Names.Index().Where(other => haveMet || other.Item == node);
            File.WriteAllLines(
                Path.Combine(directory.OfNode(node), TopologyDirectory.ClusterFile),
                known.Select(other => $"{other.Index:x40} 127.0.0.1:{FirstPort + other.Index}@{FirstPort + 6 + other.Index} master - 0 0 1 connected"));
        }
    }

    private IResourceBuilder<RedisClusterResource> Add(int replicasPerMaster = 1) =>
        TestApplication.NewBuilder().AddRedisCluster("cache", replicasPerMaster: replicasPerMaster).WithRuntime(RedisRuntime.Process).WithDataDirectory(_path);
}
