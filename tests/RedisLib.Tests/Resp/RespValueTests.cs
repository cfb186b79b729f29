using RedisLib.Resp;

namespace RedisLib.Tests.Resp;

public sealed class RespValueTests
{
    [Fact]
    public void Numbers_are_read_from_numbers_and_from_text()
    {
        Assert.Equal(7, RespValue.Integer(7).AsInt64());
        Assert.Equal(-7, RespValue.BulkString("-7").AsInt64());
        Assert.Equal(2.5, RespValue.BulkString("2.5").AsDouble());
        Assert.Equal(double.NegativeInfinity, RespValue.BulkString("-inf").AsDouble());
        Assert.Equal(3, RespValue.Integer(3).AsDouble());
        Assert.True(RespValue.Integer(1).AsBoolean());
        Assert.Equal("12", RespValue.Integer(12).AsString());
        Assert.Equal("12"u8.ToArray(), RespValue.Integer(12).AsBytes());
    }

    [Fact]
    public void A_map_is_the_same_in_both_protocols()
    {
        RespValue[] items = [RespValue.BulkString("a"), RespValue.Integer(1), RespValue.BulkString("b"), RespValue.Integer(2)];

        foreach (var type in new[] { RespType.Map, RespType.Array })
        {
            var map = RespValue.Aggregate(type, items).AsMap();
            Assert.Equal(1, map["a"].AsInt64());
            Assert.Equal(2, map["b"].AsInt64());
        }
    }

    [Fact]
    public void The_code_of_an_error_is_its_first_word()
    {
        Assert.Equal("MOVED", RespValue.Error("MOVED 7 host:1").ErrorCode);
        Assert.Equal("NOLEADER", RespValue.Error("NOLEADER").ErrorCode);
        Assert.Equal("", RespValue.BulkString("ERR not an error").ErrorCode);
    }

    [Fact]
    public void The_wrong_type_is_refused_and_an_error_reply_is_quoted()
    {
        Assert.Throws<InvalidCastException>(() => RespValue.BulkString("x").AsInt64());
        Assert.Throws<InvalidCastException>(() => RespValue.Null.AsString());
        Assert.Throws<InvalidCastException>(() => RespValue.Integer(1).AsArray());
        Assert.Throws<InvalidCastException>(() => RespValue.Aggregate(RespType.Array, RespValue.Null).AsMap());
        var exception = Assert.Throws<InvalidCastException>(() => RespValue.Error("ERR why").AsArray());
        Assert.Contains("ERR why", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_array_is_empty()
    {
        Assert.Empty(RespValue.NullArray.AsArray());
        Assert.True(RespValue.NullArray.IsNull);
    }

    [Fact]
    public void The_numbers_of_types_are_frozen()
    {
        Assert.Equal(2, (int)RespVersion.Resp2);
        Assert.Equal(3, (int)RespVersion.Resp3);
    }
}
