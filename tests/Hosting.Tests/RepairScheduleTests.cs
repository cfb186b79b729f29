using Aspire.Hosting.RedisTopologies;
using RedisLib;
using RedisLib.Administration;

namespace Hosting.Tests;

public sealed class RepairScheduleTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void A_topology_whose_nodes_are_all_up_and_still_not_healthy_is_repaired_after_a_while()
    {
        var schedule = new RepairSchedule(_time);
        Assert.False(schedule.IsDue(Describe(TopologyHealth.Degraded, NodeRole.Master)));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.False(schedule.IsDue(Describe(TopologyHealth.Degraded, NodeRole.Master)));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(schedule.IsDue(Describe(TopologyHealth.Degraded, NodeRole.Master)));
    }

    [Fact]
    public void A_node_that_is_down_is_left_to_the_servers_own_failover()
    {
        var schedule = new RepairSchedule(_time);
        schedule.IsDue(Describe(TopologyHealth.Unhealthy, NodeRole.Unknown));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(schedule.IsDue(Describe(TopologyHealth.Unhealthy, NodeRole.Unknown)));
    }

    [Fact]
    public void A_topology_that_has_settled_by_itself_is_left_alone()
    {
        var schedule = new RepairSchedule(_time);
        schedule.IsDue(Describe(TopologyHealth.Degraded, NodeRole.Master));
        schedule.IsDue(Describe(TopologyHealth.Healthy, NodeRole.Master));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.False(schedule.IsDue(Describe(TopologyHealth.Degraded, NodeRole.Master)));
    }

    [Fact]
    public void A_repair_that_did_not_help_is_not_tried_again_at_once()
    {
        var schedule = new RepairSchedule(_time);
        schedule.IsDue(Describe(TopologyHealth.Degraded, NodeRole.Master));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.True(schedule.IsDue(Describe(TopologyHealth.Degraded, NodeRole.Master)));
        Assert.False(schedule.IsDue(Describe(TopologyHealth.Degraded, NodeRole.Master)));
    }

    private static TopologyDescription Describe(TopologyHealth health, NodeRole role) => new(
        RedisMode.MasterReplica, health, [], [], [], [new(new RedisEndpoint("127.0.0.1", 1), role, null, [], null)]);

    private sealed class ManualTime : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _ticks;

        public void Advance(TimeSpan time) => _ticks += time.Ticks;
    }
}
