using RedisLib.Administration;
using RedisLib.Resp;
using RedisLib.Slots;

namespace RedisLib.Tests.Administration;

public sealed class ReplyTests
{
    private static readonly RedisEndpoint Asked = new("asked", 7000);

    [Fact]
    public void A_line_of_cluster_nodes_is_read_with_its_slots_and_without_those_on_their_way()
    {
        var node = Assert.Single(ClusterNodesReply.Parse(
            "07c3 127.0.0.1:30001@31001,host.name myself,master - 0 1426238317239 4 connected 0-5460 7 [93-<-292f]\n", Asked));

        Assert.Equal("07c3", node.Id);
        Assert.Equal(new RedisEndpoint("127.0.0.1", 30001), node.Endpoint);
        Assert.Equal(31001, node.BusPort);
        Assert.Equal(["myself", "master"], node.Flags);
        Assert.Null(node.MasterId);
        Assert.Equal(4, node.ConfigEpoch);
        Assert.True(node.IsLinkConnected);
        Assert.Equal([new SlotRange(0, 5460), new SlotRange(7, 7)], node.Slots);
    }

    [Fact]
    public void A_node_without_an_address_has_no_endpoint_and_one_without_a_host_has_that_of_the_asked_one()
    {
        var nodes = ClusterNodesReply.Parse("a :0@0 slave,noaddr b 0 0 1 disconnected\nb :7001@17001 myself,master - 0 0 1 connected\n", Asked);

        Assert.Null(nodes[0].Endpoint);
        Assert.Equal("b", nodes[0].MasterId);
        Assert.Equal(new RedisEndpoint("asked", 7001), nodes[1].Endpoint);
    }

    [Fact]
    public void Fields_of_cluster_info_keep_their_order() => Assert.Equal(
        ["cluster_state", "cluster_slots_assigned"], ClusterInfoReply.Parse("cluster_state:ok\r\ncluster_slots_assigned:16384\r\n").Keys);

    [Fact]
    public void A_master_tells_its_followers()
    {
        var role = RoleReply.Parse(Array(
            RespValue.BulkString("master"), RespValue.Integer(42), Array(Array(RespValue.BulkString("r"), RespValue.BulkString("1"), RespValue.BulkString("40")))));

        Assert.Equal((NodeRole.Master, 42), (role.Role, role.Offset));
        Assert.Equal([new RedisEndpoint("r", 1)], role.Followers);
    }

    [Theory]
    [InlineData("connected", true, false)]
    [InlineData("sync", false, true)]
    [InlineData("connect", false, false)]
    public void A_replica_tells_its_master_and_its_link(string state, bool isLinkUp, bool isCopying)
    {
        var role = RoleReply.Parse(Array(
            RespValue.BulkString("slave"), RespValue.BulkString("m"), RespValue.Integer(1), RespValue.BulkString(state), RespValue.Integer(7)));

        Assert.Equal(new RedisEndpoint("m", 1), role.Master);
        Assert.Equal((isLinkUp, isCopying), (role.IsLinkUp, role.IsCopying));
    }

    private static RespValue Array(params RespValue[] items) => RespValue.Aggregate(RespType.Array, items);
}
