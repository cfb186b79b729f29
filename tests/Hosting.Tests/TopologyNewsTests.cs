using Aspire.Hosting.RedisTopologies;
using RedisLib;
using RedisLib.Administration;

namespace Hosting.Tests;

public sealed class TopologyNewsTests
{
    private readonly TopologyNews _news = new();

    [Fact]
    public void A_node_that_is_lost_is_told_at_once_and_once() =>
        Assert.Equal([TopologyEvent.Trouble, .. Nothing(20)], Observe(20 + 1, TopologyHealth.Degraded, silent: 1));

    [Fact]
    public void A_failover_after_the_loss_is_no_further_trouble()
    {
        Assert.Equal([TopologyEvent.Trouble, .. Nothing(2)], Observe(3, TopologyHealth.Unhealthy, silent: 1));
        Assert.Equal(Nothing(2), Observe(2, TopologyHealth.Degraded, silent: 1));
    }

    [Fact]
    public void A_second_node_that_is_lost_is_told_too()
    {
        Observe(3, TopologyHealth.Degraded, silent: 1);
        Assert.Equal([TopologyEvent.Trouble, .. Nothing(1)], Observe(2, TopologyHealth.Degraded, silent: 2));
    }

    [Fact]
    public void What_moves_by_itself_is_told_only_when_it_stays()
    {
        Assert.Equal(Nothing(4), Observe(4, TopologyHealth.Degraded, silent: 0));
        Assert.Equal(Nothing(1), Observe(1, TopologyHealth.Healthy, silent: 0));
        Assert.Equal([.. Nothing(4), TopologyEvent.Trouble, .. Nothing(4)], Observe(9, TopologyHealth.Degraded, silent: 0));
    }

    [Fact]
    public void A_loss_that_leads_to_worse_is_told_again_when_that_stays()
    {
        Observe(1, TopologyHealth.Degraded, silent: 1);
        Assert.Equal([.. Nothing(4), TopologyEvent.Trouble], Observe(5, TopologyHealth.Unhealthy, silent: 1));
    }

    [Fact]
    public void The_recovery_from_what_was_told_is_told_once()
    {
        Observe(1, TopologyHealth.Degraded, silent: 1);
        Assert.Equal([TopologyEvent.Recovery, .. Nothing(3)], Observe(4, TopologyHealth.Healthy, silent: 0));
    }

    private TopologyEvent[] Observe(int times, TopologyHealth health, int silent) =>
        [.. Enumerable.Range(0, times).Select(_ => _news.Of(new TopologyDescription(
            RedisMode.MasterReplica,
            health,
            [],
            [],
            [],
            [.. Enumerable.Range(1, 3).Select(port => new NodeDescription(
                new RedisEndpoint("127.0.0.1", port), port <= silent ? NodeRole.Unknown : NodeRole.Replica, null, [], null))])))];

    private static IEnumerable<TopologyEvent> Nothing(int times) => Enumerable.Repeat(TopologyEvent.Nothing, times);
}
