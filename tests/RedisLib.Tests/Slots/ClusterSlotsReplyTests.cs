using RedisLib.Resp;
using RedisLib.Slots;

namespace RedisLib.Tests.Slots;

public sealed class ClusterSlotsReplyTests
{
    private static readonly RedisEndpoint Asked = new("here", 7000);

    [Fact]
    public void A_range_has_its_master_first_and_then_its_replicas()
    {
        var claim = Assert.Single(ClusterSlotsReply.Parse(
            Array(Range(0, 5460, Node("10.0.0.1", 7000, "m"), Node("10.0.0.2", 7001, "r"))), Asked, id => id == "m" ? 9 : 0));

        Assert.Equal(new SlotRange(0, 5460), claim.Slots);
        Assert.Equal(9, claim.ConfigEpoch);
        Assert.Equal(new RedisEndpoint("10.0.0.1", 7000), claim.Shard.Master);
        Assert.Equal([new RedisEndpoint("10.0.0.2", 7001)], claim.Shard.Replicas);
    }

    [Fact]
    public void An_empty_or_missing_host_is_that_of_the_node_that_answered()
    {
        var claims = ClusterSlotsReply.Parse(
            Array(Range(0, 1, Node("", 7002, "m")), Range(2, 3, Array(RespValue.Null, RespValue.Integer(7003), RespValue.BulkString("n")))), Asked, _ => 0).ToList();

        Assert.Equal(new RedisEndpoint("here", 7002), claims[0].Shard.Master);
        Assert.Equal(new RedisEndpoint("here", 7003), claims[1].Shard.Master);
    }

    [Fact]
    public void A_node_without_a_known_host_name_is_left_out() =>
        Assert.Empty(ClusterSlotsReply.Parse(Array(Range(0, 1, Node("?", 7002, "m"))), Asked, _ => 0));

    private static RespValue Array(params RespValue[] items) => RespValue.Aggregate(RespType.Array, items);

    private static RespValue Range(int first, int last, params RespValue[] nodes) =>
        Array([RespValue.Integer(first), RespValue.Integer(last), .. nodes]);

    private static RespValue Node(string host, int port, string id) =>
        Array(RespValue.BulkString(host), RespValue.Integer(port), RespValue.BulkString(id));
}
