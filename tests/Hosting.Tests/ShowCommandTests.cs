using Aspire.Hosting.RedisTopologies;
using RedisLib;
using RedisLib.Administration;

namespace Hosting.Tests;

public sealed class ShowCommandTests
{
    private static readonly RedisEndpoint First = new("127.0.0.1", 7001);

    [Fact]
    public void A_cluster_is_shown_with_the_names_of_its_nodes_their_roles_and_slots()
    {
        const string reply = """
            07c37dfeb235213a872192d90877d0cd55635b91 127.0.0.1:7002@7102 slave e7d1eecce10fd6bb5eb35b9f99a514335d9ba9ca 0 1426238317239 4 connected
            e7d1eecce10fd6bb5eb35b9f99a514335d9ba9ca 127.0.0.1:7001@7101 myself,master - 0 0 1 connected 0-5460 5462
            67ed2db8d677e59ec4a4cefb06858cf2a1a89fa1 :0@0 master,fail,noaddr - 1426238316232 1426238316232 2 disconnected
            """;
        Assert.Equal(
            [
                ["67ed2db8d677e59ec4a4cefb06858cf2a1a89fa1", "master", "", "", "fail noaddr", "disconnected"],
                ["cache-1", "master", "", "0-5460 5462", "", "connected"],
                ["cache-2", "replica", "cache-1", "", "", "connected"],
            ],
            ShowCommand.ClusterRows(ClusterNodesReply.Parse(reply, First), NameOf));
    }

    [Fact]
    public void A_replica_is_shown_with_the_name_of_its_master() => Assert.Equal(
        ["replica", "cache-1", "up", "0", "42"],
        ShowCommand.ReplicationRow(
            new Dictionary<string, string>
            {
                ["role"] = "slave", ["master_host"] = "127.0.0.1", ["master_port"] = "7001", ["master_link_status"] = "up",
                ["connected_slaves"] = "0", ["slave_repl_offset"] = "42", ["master_repl_offset"] = "42",
            },
            NameOf));

    [Fact]
    public void A_sentinel_is_shown_with_the_name_of_the_master_that_it_watches() => Assert.Equal(
        ["cache-1", "master", "2", "2", "2", "0"],
        ShowCommand.SentinelRow(
            new Dictionary<string, string>
            {
                ["ip"] = "127.0.0.1", ["port"] = "7001", ["flags"] = "master", ["num-slaves"] = "2",
                ["num-other-sentinels"] = "2", ["quorum"] = "2", ["config-epoch"] = "0",
            },
            NameOf));

    private static string NameOf(RedisEndpoint endpoint) => $"cache-{endpoint.Port - 7000}";
}
