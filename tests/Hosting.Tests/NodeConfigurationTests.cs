using Aspire.Hosting.RedisTopologies;
using RedisLib;

namespace Hosting.Tests;

public sealed class NodeConfigurationTests
{
    private static readonly NodeConfiguration Process = new()
    {
        Mode = RedisMode.MasterReplica,
        Address = new NodeAddress("127.0.0.1", 20001),
        Directory = "/tmp/redis/cache-1",
        IsContainer = false,
        Password = "secret",
    };

    [Fact]
    public void A_master_process_listens_on_loopback_only_and_keeps_its_data_in_a_file() => Assert.Equal(
        """
        # Written by the AppHost at every start of the node.
        port 20001
        bind 127.0.0.1 -::1
        protected-mode no
        dir /tmp/redis/cache-1
        requirepass secret
        save ""
        appendonly yes
        masterauth secret
        replica-serve-stale-data yes
        repl-diskless-sync-delay 0
        replica-announce-ip 127.0.0.1
        replica-announce-port 20001

        """,
        Process.ServerText());

    [Fact]
    public void A_server_by_itself_is_told_nothing_of_replication() => Assert.Equal(
        """
        # Written by the AppHost at every start of the node.
        port 20001
        bind 127.0.0.1 -::1
        protected-mode no
        dir /tmp/redis/cache-1
        requirepass secret
        save ""
        appendonly yes

        """,
        (Process with { IsAlone = true }).ServerText());

    [Fact]
    public void A_replica_is_told_its_master() =>
        Assert.EndsWith(
            "replicaof 127.0.0.1 20001\n",
            (Process with { Address = new NodeAddress("127.0.0.1", 20002), Master = new NodeAddress("127.0.0.1", 20001) }).ServerText());

    [Fact]
    public void A_cluster_container_announces_its_address_with_both_ports() => Assert.Equal(
        """
        # Written by the AppHost at every start of the node.
        port 20001
        bind * -::*
        protected-mode no
        dir /data
        requirepass secret
        save ""
        appendonly yes
        masterauth secret
        replica-serve-stale-data yes
        repl-diskless-sync-delay 0
        cluster-enabled yes
        cluster-config-file nodes.conf
        cluster-node-timeout 2000
        cluster-port 20002
        cluster-announce-ip 172.17.0.1
        cluster-announce-port 20001
        cluster-announce-bus-port 20002
        cluster-require-full-coverage no
        cluster-allow-reads-when-down yes

        """,
        (Process with
        {
            Mode = RedisMode.Cluster,
            Address = new NodeAddress("172.17.0.1", 20001, 20002),
            Directory = "/data",
            IsContainer = true,
            ClusterNodeTimeout = TimeSpan.FromSeconds(2),
        }).ServerText());

    [Fact]
    public void A_sentinel_names_no_master_since_it_is_told_of_it_when_the_replicas_are_connected() => Assert.Equal(
        """
        # Written by the AppHost at the first start; the sentinel keeps its state here.
        port 20001
        bind 127.0.0.1 -::1
        protected-mode no
        dir /tmp/redis/cache-1
        sentinel announce-ip 127.0.0.1
        sentinel announce-port 20001
        requirepass secret
        sentinel sentinel-pass secret

        """,
        (Process with { Mode = RedisMode.Sentinel }).SentinelText());

    [Fact]
    public void A_process_that_announces_another_address_listens_there_too() => Assert.Contains(
        "\nbind 127.0.0.1 172.17.0.1\n", (Process with { Address = new NodeAddress("172.17.0.1", 20001) }).ServerText());

    [Fact]
    public void Without_a_password_no_line_mentions_one() =>
        Assert.DoesNotContain("pass", (Process with { Password = null }).ServerText() + (Process with { Password = null }).SentinelText());

    [Theory]
    [InlineData("a\"b\\c", "requirepass \"a\\\"b\\\\c\"")]
    [InlineData("pa#ss", "requirepass \"pa#ss\"")]
    public void A_password_with_special_characters_is_quoted_as_redis_reads_it(string password, string line) =>
        Assert.Contains($"\n{line}\n", (Process with { Password = password }).ServerText());

    [Fact]
    public void Lines_of_the_user_come_last_so_that_they_win() => Assert.EndsWith(
        "maxmemory 64mb\nappendonly no\n",
        (Process with { Extra = [new("maxmemory", "64mb"), new("appendonly", "no")] }).ServerText());
}
