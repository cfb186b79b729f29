using RedisLib.Administration;
using static RedisLib.Tests.Administration.Reports;

namespace RedisLib.Tests.Administration;

public sealed class SuccessionTests
{
    private static readonly ClusterNodeReport SilentMaster = new(At(1), new Dictionary<string, string>(), [], null, "h:1 is silent");

    [Fact]
    public void Without_a_wish_the_replica_that_has_most_is_handed_over_to() =>
        Assert.Equal(At(3), Succession.Choose([Master(1, 2, 3), Replica(2, of: 1, offset: 5), Replica(3, of: 1, offset: 7)], null));

    [Fact]
    public void A_replica_that_is_not_in_sync_takes_nothing_over_from_a_master_that_lives() =>
        Assert.Throws<RedisAdministrationException>(() => Succession.Choose([Master(1), Replica(2, of: 1, isLinkUp: false)], At(2)));

    [Fact]
    public void Of_the_replicas_of_a_master_that_has_ended_the_one_that_has_most_goes_on() => Assert.Equal(
        At(3), Succession.ChooseHeir([SilentNode(1), Replica(2, of: 1, isLinkUp: false, offset: 5), Replica(3, of: 1, isLinkUp: false, offset: 7)], null));

    [Fact]
    public void Of_replicas_that_have_the_same_the_wanted_one_goes_on() => Assert.Equal(
        At(3), Succession.ChooseHeir([SilentNode(1), Replica(2, of: 1, isLinkUp: false, offset: 7), Replica(3, of: 1, isLinkUp: false, offset: 7)], At(3)));

    [Fact]
    public void A_wanted_replica_that_is_behind_another_is_refused_and_the_better_one_named()
    {
        var refusal = Assert.Throws<RedisAdministrationException>(() => Succession.ChooseHeir(
            [SilentNode(1), Replica(2, of: 1, isLinkUp: false, offset: 5), Replica(3, of: 1, isLinkUp: false, offset: 7)], At(2)));

        Assert.Equal("h:2 lacks 2 bytes of changes that h:3 has, so it cannot take over: fail over to h:3.", refusal.Message);
    }

    [Fact]
    public void A_wanted_replica_that_is_copying_or_has_copied_nothing_is_refused()
    {
        DataNodeReport[] reports = [SilentNode(1), Copying(2, of: 1), Replica(3, of: 1, isLinkUp: false, offset: 0), Replica(4, of: 1, isLinkUp: false)];

        Assert.All([2, 3], port => Assert.EndsWith(
            "fail over to h:4.", Assert.Throws<RedisAdministrationException>(() => Succession.ChooseHeir(reports, At(port))).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void When_no_replica_certainly_has_data_none_goes_on() => Assert.Throws<RedisAdministrationException>(
        () => Succession.ChooseHeir([SilentNode(1), Copying(2, of: 1), Replica(3, of: 1, isLinkUp: false, offset: 0)], null));

    [Fact]
    public void A_cluster_master_that_answers_is_not_forced_out_by_a_replica_that_is_not_in_sync() => Assert.Throws<RedisAdministrationException>(
        () => Succession.ChooseInCluster([Owner(1), Follower(2, Replica(2, of: 1, isLinkUp: false))], At(2)));

    [Fact]
    public void A_cluster_master_that_is_silent_is_forced_out_by_a_replica_that_has_its_data() => Assert.Equal(
        (At(2), true), Succession.ChooseInCluster([SilentMaster, Follower(2, Replica(2, of: 1, isLinkUp: false))], At(2)));

    [Fact]
    public void A_cluster_replica_in_sync_agrees_with_its_master_on_the_switch() => Assert.Equal(
        (At(2), false), Succession.ChooseInCluster([Owner(1), Follower(2, Replica(2, of: 1))], At(2)));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_cluster_replica_that_has_perhaps_no_data_does_not_force_its_way(long offset) => Assert.Throws<RedisAdministrationException>(
        () => Succession.ChooseInCluster([SilentMaster, Follower(2, Replica(2, of: 1, isLinkUp: false, offset: offset))], At(2)));

    [Fact]
    public void A_cluster_replica_that_is_copying_does_not_force_its_way() => Assert.Throws<RedisAdministrationException>(
        () => Succession.ChooseInCluster([SilentMaster, Follower(2, Copying(2, of: 1))], At(2)));

    private static DataNodeReport Copying(int port, int of)
    {
        var report = Replica(port, of, isLinkUp: false);
        return report with { Role = report.Role! with { IsCopying = true } };
    }

    private static ClusterNodeReport Owner(int port) => Report(port, Master(port).Role!, masterId: null);

    private static ClusterNodeReport Follower(int port, DataNodeReport role) => Report(port, role.Role!, masterId: "id1");

    private static ClusterNodeReport Report(int port, RoleReply role, string? masterId) => new(
        At(port),
        new Dictionary<string, string>(),
        [new ClusterNode($"id{port}", At(port), 0, ["myself"], masterId, 0, IsLinkConnected: true, [])],
        role,
        null);
}
