using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisLib;
using TestServers;

namespace Hosting.Tests;

/// <summary>Topologies of real servers under the real orchestrator.</summary>
public sealed class TopologyRunTests
{
    public static TheoryData<RedisMode, string> Modes => new()
    {
        { RedisMode.MasterReplica, "3 of 3 up, master cache-1" },
        { RedisMode.Sentinel, "6 of 6 up, master cache-1" },
        { RedisMode.Cluster, "6 of 6 up, masters cache-1, cache-2, cache-3" },
    };

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_topology_forms_is_healthy_and_tells_its_roles(RedisMode mode, string summary)
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, mode));
        Assert.Equal(summary, await application.PropertyAsync("cache", NodeStatus.TopologyProperty));
        await application.WaitForRoleAsync("cache-1", "master");
        await application.WaitForRoleAsync(mode == RedisMode.Cluster ? "cache-4" : "cache-2", "replica");
        var topology = application.Resource<RedisTopologyResource>("cache");
        foreach (var node in topology.Nodes)
        {
            await application.Notifications.WaitForResourceHealthyAsync(node.Name, application.Deadline);
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task The_fail_over_command_is_done_when_the_roles_have_moved(RedisMode mode, string summary)
    {
        Assert.NotEmpty(summary);
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, mode));
        var before = await MastersAsync(application);
        var result = await application.ExecuteAsync("cache", TopologyCommands.FailOver);
        var after = await MastersAsync(application);
        Assert.Single(after.Except(before));
        Assert.Contains(after.Except(before).Single(), result.Message, StringComparison.Ordinal);
        Assert.Equal("replica", await application.PropertyAsync(before.Except(after).Single(), NodeStatus.RoleProperty));
        await application.WaitUntilHealthyAsync("cache");
    }

    [Fact]
    public async Task A_replica_that_is_told_to_take_over_does()
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, RedisMode.MasterReplica));
        await application.ExecuteAsync("cache-3", NodeCommands.FailOverToThis);
        Assert.Equal(["cache-3"], await MastersAsync(application));
        var refused = await application.TryExecuteAsync("cache-3", NodeCommands.FailOverToThis);
        Assert.False(refused.Success);
        Assert.Equal("cache-3 is not a replica now, so it can not be promoted.", refused.Message);
    }

    [Fact]
    public async Task A_killed_master_that_no_sentinel_replaces_is_replaced_by_the_fail_over_command()
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, RedisMode.MasterReplica));
        await application.ExecuteAsync("cache-1", NodeCommands.Kill);
        var broken = await application.Notifications.WaitForResourceAsync(
            "cache", update => update.Snapshot.HealthStatus == HealthStatus.Unhealthy, application.Deadline);
        var command = application.Resource<RedisTopologyResource>("cache").Annotations
            .OfType<ResourceCommandAnnotation>().Single(command => command.Name == TopologyCommands.FailOver);

        Assert.Equal(ResourceCommandState.Enabled, command.UpdateState(
            new UpdateCommandStateContext { ResourceSnapshot = broken.Snapshot, ServiceProvider = application.Services }));
        await application.ExecuteAsync("cache", TopologyCommands.FailOver);

        Assert.DoesNotContain("cache-1", await MastersAsync(application));
    }

    [Theory]
    [InlineData(RedisMode.Sentinel)]
    [InlineData(RedisMode.Cluster)]
    public async Task A_killed_master_is_replaced_and_comes_back_as_a_replica(RedisMode mode)
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, mode));
        await Topologies.AKilledMasterIsReplacedAndComesBackAsAReplica(application, mode);
    }

    [Fact]
    public async Task A_replica_that_is_started_again_follows_the_master_of_now()
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, RedisMode.MasterReplica));
        await application.ExecuteAsync("cache-3", KnownResourceCommands.StopCommand);
        await application.WaitForRoleAsync("cache-3", NodeStatus.SilentRole);
        await application.ExecuteAsync("cache-2", NodeCommands.FailOverToThis);
        await application.ExecuteAsync("cache-3", KnownResourceCommands.StartCommand);
        await application.WaitForPropertyAsync("cache-3", NodeStatus.MasterProperty, master => master == "cache-2");
        await application.WaitUntilHealthyAsync("cache");
    }

    [Fact]
    public async Task A_master_that_is_restarted_quickly_still_has_its_data()
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, RedisMode.MasterReplica));
        await application.RunAsync("cache-1", "SET", "key", "value");
        await application.ExecuteAsync("cache-1", KnownResourceCommands.RestartCommand);
        await application.WaitForRoleAsync("cache-1", "master");
        await Eventually.Is(async () => (await application.RunAsync("cache-1", "GET", "key")).AsString() == "value");
        await Eventually.Is(async () => (await application.RunAsync("cache-2", "GET", "key")).AsString() == "value");
    }

    [Fact]
    public async Task What_a_master_took_beside_one_that_was_promoted_by_hand_survives_its_restart()
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, RedisMode.MasterReplica));
        var promoted = application.Resource<IRedisNodeResource>("cache-2").GetEndpoint("tcp");
        await application.RunAsync("cache-2", "REPLICAOF", "NO", "ONE");
        await application.RunAsync("cache-3", "REPLICAOF", promoted.Host, promoted.Port);
        await application.RunAsync("cache-1", "SET", "key", "dear");
        await application.WaitForPropertyAsync(
            "cache-1", NodeStatus.ProblemProperty, value => value?.Contains("says that it is a master, as cache-2 does", StringComparison.Ordinal) == true);
        await application.ExecuteAsync("cache-1", KnownResourceCommands.StopCommand);
        await application.WaitForRoleAsync("cache-1", NodeStatus.SilentRole);
        await application.ExecuteAsync("cache-1", KnownResourceCommands.StartCommand);
        await application.WaitForRoleAsync("cache-1", "master");
        Assert.Equal("dear", (await application.RunAsync("cache-1", "GET", "key")).AsString());
    }

    [Fact]
    public async Task A_paused_node_does_not_answer_until_it_is_resumed()
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, RedisMode.MasterReplica));
        await application.ExecuteAsync("cache-2", NodeCommands.Pause);
        await application.WaitForRoleAsync("cache-2", NodeStatus.PausedRole);
        await application.ExecuteAsync("cache-2", NodeCommands.Resume);
        await application.WaitForRoleAsync("cache-2", "replica");
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_topology_whose_nodes_are_all_restarted_is_healthy_again(RedisMode mode, string summary)
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, mode));
        await application.ExecuteAsync("cache", TopologyCommands.RestartAll);
        Assert.Equal(summary, await application.PropertyAsync("cache", NodeStatus.TopologyProperty));
    }

    [Fact]
    public async Task A_topology_whose_nodes_are_all_stopped_is_stopped_and_can_be_started()
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, RedisMode.Sentinel));
        await application.ExecuteAsync("cache", TopologyCommands.StopAll);
        var stopped = await application.WaitForStateAsync("cache", "Stopped");
        Assert.Equal(
            [TopologyCommands.StartAll],
            stopped.Commands.Where(command => command.State == ResourceCommandState.Enabled).Select(command => command.Name));
        await application.ExecuteAsync("cache", TopologyCommands.StartAll);
        await application.WaitUntilHealthyAsync("cache");
        Assert.Equal(KnownResourceStates.Running, await application.StateAsync("cache"));
    }

    [Fact]
    public async Task The_address_of_a_node_that_is_killed_stays_and_says_that_it_does_not_answer()
    {
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, RedisMode.MasterReplica));
        await application.ExecuteAsync("cache-3", NodeCommands.Kill);
        var address = application.Resource<IRedisNodeResource>("cache-3").GetEndpoint("tcp");
        await application.WaitForAsync("cache-3", snapshot => snapshot.Urls.Any(url =>
            !url.IsInactive && url.DisplayProperties.DisplayName == $"not answering {address.Host}:{address.Port}"));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task The_show_command_tells_what_every_node_says(RedisMode mode, string summary)
    {
        Assert.NotEmpty(summary);
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, mode));
        var shown = (await application.ExecuteAsync("cache", TopologyCommands.Show(mode))).Data!;
        Assert.Equal(CommandResultFormat.Markdown, shown.Format);
        Assert.Contains(mode switch { RedisMode.Cluster => "| cache-1 | master |  | 0-5460 |", RedisMode.Sentinel => "| cache-sentinel-3 | cache-1 |", _ => "| cache-2 | replica | cache-1 | up |" }, shown.Value, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task The_fill_command_writes_its_keys_and_counts_them_by_master(RedisMode mode, string summary)
    {
        Assert.NotEmpty(summary);
        await using var application = await TestApplication.StartAsync(builder => Topologies.Add(builder, mode));
        var filled = await application.ExecuteAsync("cache", TopologyCommands.Fill);
        Assert.Contains("cache-1", filled.Data!.Value, StringComparison.Ordinal);
        long keys = 0;
        foreach (var master in await MastersAsync(application))
        {
            keys += (await application.RunAsync(master, "DBSIZE")).AsInt64();
        }

        Assert.Equal(FillCommand.Count, keys);
    }

    private static async Task<IReadOnlyList<string>> MastersAsync(TestApplication application)
    {
        var masters = new List<string>();
        foreach (var node in application.Resource<RedisTopologyResource>("cache").DataNodes)
        {
            if (await application.PropertyAsync(node.Name, NodeStatus.RoleProperty) == "master")
            {
                masters.Add(node.Name);
            }
        }

        return masters;
    }
}
