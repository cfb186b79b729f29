using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Hosting.Tests;

/// <summary>Topologies of containers, and clients on both sides of the container network.</summary>
public sealed class ContainerRunTests
{
    [ContainerTheory]
    [InlineData(RedisMode.MasterReplica)]
    [InlineData(RedisMode.Sentinel)]
    [InlineData(RedisMode.Cluster)]
    public async Task A_topology_of_containers_forms_and_its_addresses_are_reached_from_the_host_and_from_containers(RedisMode mode)
    {
        await using var application = await StartAsync(mode);
        var topology = application.Resource<RedisTopologyResource>("cache");
        var inside = (await application.PropertyAsync("cache-1", "container.id"))!;
        var password = await topology.PasswordParameter!.GetValueAsync(application.Deadline);
        foreach (var node in topology.Nodes)
        {
            Assert.Equal("PONG", (await application.RunAsync(node.Name, "PING")).AsString());
            var endpoint = node.GetEndpoint(RedisTopologyResource.EndpointName);
            Assert.Equal("PONG", await ContainerEngine.RunAsync(
                "exec", "-e", $"REDISCLI_AUTH={password}", inside, "redis-cli", "-h", endpoint.Host, "-p", $"{endpoint.Port}", "PING"));
        }
    }

    [ContainerFact]
    public async Task A_client_in_a_container_follows_the_redirections_of_a_cluster()
    {
        await using var application = await StartAsync(RedisMode.Cluster);
        var topology = application.Resource<RedisTopologyResource>("cache");
        var endpoint = topology.DataNodes[0].GetEndpoint(RedisTopologyResource.EndpointName);
        var password = await topology.PasswordParameter!.GetValueAsync(application.Deadline);
        foreach (var number in Enumerable.Range(0, 10))
        {
            var set = await ContainerEngine.RunAsync(
                "run", "--rm", "-e", $"REDISCLI_AUTH={password}", $"{ContainerEngine.Image}:{ContainerEngine.Tag}",
                "redis-cli", "-c", "-h", endpoint.Host, "-p", $"{endpoint.Port}", "SET", $"key:{number}", "value");
            Assert.Equal("OK", set);
        }
    }

    [ContainerTheory]
    [InlineData(RedisMode.Sentinel)]
    [InlineData(RedisMode.Cluster)]
    public async Task A_master_that_is_killed_and_made_anew_comes_back_as_a_replica(RedisMode mode)
    {
        await using var application = await StartAsync(mode);
        await Topologies.AKilledMasterIsReplacedAndComesBackAsAReplica(application, mode);
    }

    [ContainerFact]
    public async Task A_sentinel_that_is_made_anew_watches_the_master_again()
    {
        await using var application = await StartAsync(RedisMode.Sentinel);
        await application.ExecuteAsync("cache-sentinel-1", KnownResourceCommands.RestartCommand);
        await application.WaitForRoleAsync("cache-sentinel-1", "sentinel");
        await application.WaitForPropertyAsync("cache-sentinel-1", NodeStatus.MasterProperty, master => master == "cache-1");
        await application.WaitUntilHealthyAsync("cache");
    }

    [ContainerFact]
    public async Task A_fixed_port_that_somebody_else_holds_fails_the_topology()
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.Start();
        await using var application = TestApplication.Begin(builder => Topologies.Add(builder, RedisMode.MasterReplica)
            .WithImage(ContainerEngine.Image, ContainerEngine.Tag).WithRuntime(RedisRuntime.Container).WithPorts(((IPEndPoint)other.LocalEndpoint).Port));
        var failed = await application.WaitForStateAsync("cache", KnownResourceStates.FailedToStart);
        Assert.StartsWith(
            "cache-1 did not start", (string)failed.Properties.Single(one => one.Name == NodeStatus.TopologyProperty).Value!, StringComparison.Ordinal);
    }

    private static Task<TestApplication> StartAsync(RedisMode mode) => TestApplication.StartAsync(
        builder => Topologies.Add(builder, mode).WithImage(ContainerEngine.Image, ContainerEngine.Tag), RedisRuntime.Container);
}
