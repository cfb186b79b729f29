using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisLib;
using RedisLib.Administration;
using RedisLib.Slots;

namespace Hosting.Tests;

public sealed class NodeStatusTests
{
    private static readonly RedisEndpoint First = new("127.0.0.1", 1);
    private static readonly RedisEndpoint Second = new("127.0.0.1", 2);
    private static readonly Dictionary<RedisEndpoint, string> Names = new() { [First] = "cache-1", [Second] = "cache-2" };

    [Fact]
    public void A_replica_shows_the_name_of_its_master() => Assert.Equal(
        new Dictionary<string, string> { ["redis.master"] = "cache-1", ["redis.role"] = "replica" },
        NodeStatus.Properties(new NodeDescription(Second, NodeRole.Replica, First, [], Problem: null), isPaused: false, Names));

    [Fact]
    public void A_cluster_master_shows_its_slots() => Assert.Equal(
        new Dictionary<string, string> { ["redis.role"] = "master", ["redis.slots"] = "0-5460 7000" },
        NodeStatus.Properties(new NodeDescription(First, NodeRole.Master, null, [new(0, 5460), new(7000, 7000)], Problem: null), isPaused: false, Names));

    [Fact]
    public void A_node_that_does_not_answer_shows_why() => Assert.Equal(
        new Dictionary<string, string> { ["redis.problem"] = "It is gone.", ["redis.role"] = "not answering" },
        NodeStatus.Properties(new NodeDescription(First, NodeRole.Unknown, null, [], "It is gone."), isPaused: false, Names));

    [Fact]
    public void The_summary_counts_nodes_and_names_the_master() =>
        Assert.Equal("1 of 2 up, master cache-2", NodeStatus.Summary(Describe(TopologyHealth.Degraded), Names));

    [Fact]
    public void A_problem_calls_nodes_by_their_names() => Assert.Equal(
        "cache-1 does not follow cache-2, nor does 127.0.0.1:22 or 1.2.3.4",
        NodeStatus.WithNames("127.0.0.1:1 does not follow 127.0.0.1:2, nor does 127.0.0.1:22 or 1.2.3.4", Names));

    [Theory]
    [InlineData(TopologyHealth.Healthy, HealthStatus.Healthy)]
    [InlineData(TopologyHealth.Degraded, HealthStatus.Degraded)]
    [InlineData(TopologyHealth.Unhealthy, HealthStatus.Unhealthy)]
    public void A_topology_is_as_healthy_as_its_contract_holds(TopologyHealth health, HealthStatus status) =>
        Assert.Equal(status, TopologyHealthChecks.OfTopology(Describe(health)).Status);

    [Fact]
    public void A_topology_that_is_not_formed_is_not_healthy() =>
        Assert.Equal(HealthStatus.Unhealthy, TopologyHealthChecks.OfTopology(null).Status);

    [Fact]
    public void An_unhealthy_topology_says_why() => Assert.Equal(
        "cache-1 is gone; cache-2 follows nobody",
        TopologyHealthChecks.OfTopology(Describe(TopologyHealth.Unhealthy) with { Problems = ["cache-1 is gone.", "cache-2 follows nobody"] }).Description);

    [Theory]
    [InlineData(NodeRole.Master, false, "master 127.0.0.1:1")]
    [InlineData(NodeRole.Unknown, false, "not answering 127.0.0.1:1")]
    [InlineData(NodeRole.Unknown, true, "paused 127.0.0.1:1")]
    public void An_address_stands_beside_the_role_or_why_there_is_none(NodeRole role, bool isPaused, string text) =>
        Assert.Equal(text, NodeStatus.LinkText(new NodeDescription(First, role, null, [], Problem: null), isPaused));

    [Theory]
    [InlineData(NodeRole.Replica, null, HealthStatus.Healthy)]
    [InlineData(NodeRole.Replica, "its link is down", HealthStatus.Degraded)]
    [InlineData(NodeRole.Unknown, "no answer", HealthStatus.Unhealthy)]
    public void A_node_is_healthy_when_it_answers_and_nothing_is_wrong_with_it(NodeRole role, string? problem, HealthStatus status) =>
        Assert.Equal(status, TopologyHealthChecks.OfNode(new NodeDescription(First, role, null, [], problem)).Status);

    private static TopologyDescription Describe(TopologyHealth health) => new(
        RedisMode.MasterReplica,
        health,
        health == TopologyHealth.Healthy ? [] : ["cache-1 is gone."],
        [Second],
        [],
        [new(First, NodeRole.Unknown, null, [], "cache-1 is gone."), new(Second, NodeRole.Master, null, Array.Empty<SlotRange>(), null)]);
}
