using System.Text;
using RedisLib.Resp;

namespace RedisLib.Tests.Resp;

/// <summary>Bytes and what they mean, shared by the tests that read, split and write them.</summary>
internal static class RespSamples
{
    /// <summary>Values whose bytes are the only way to write them in RESP3.</summary>
    public static IReadOnlyDictionary<string, RespValue> Canonical { get; } = new Dictionary<string, RespValue>(StringComparer.Ordinal)
    {
        ["+OK\r\n"] = RespValue.SimpleString("OK"),
        ["+\r\n"] = RespValue.SimpleString(""),
        ["-ERR no such thing\r\n"] = RespValue.Error("ERR no such thing"),
        [":0\r\n"] = RespValue.Integer(0),
        [":-9223372036854775808\r\n"] = RespValue.Integer(long.MinValue),
        [":9223372036854775807\r\n"] = RespValue.Integer(long.MaxValue),
        ["$5\r\nhello\r\n"] = RespValue.BulkString("hello"),
        ["$0\r\n\r\n"] = RespValue.BulkString(""),
        ["$4\r\n\r\n\r\n\r\n"] = RespValue.BulkString("\r\n\r\n"),
        ["$7\r\nnaïve!\r\n"] = RespValue.BulkString("naïve!"),
        ["_\r\n"] = RespValue.Null,
        ["#t\r\n"] = RespValue.Boolean(true),
        ["#f\r\n"] = RespValue.Boolean(false),
        [",3.25\r\n"] = RespValue.Double(3.25),
        [",-0.5\r\n"] = RespValue.Double(-0.5),
        [",inf\r\n"] = RespValue.Double(double.PositiveInfinity),
        [",-inf\r\n"] = RespValue.Double(double.NegativeInfinity),
        [",nan\r\n"] = RespValue.Double(double.NaN),
        ["(-3492890328409238509324850943850943825024385\r\n"] =
            RespValue.FromBytes(RespType.BigNumber, "-3492890328409238509324850943850943825024385"u8.ToArray()),
        ["!21\r\nSYNTAX invalid syntax\r\n"] = RespValue.FromBytes(RespType.BulkError, "SYNTAX invalid syntax"u8.ToArray()),
        ["=15\r\ntxt:Some string\r\n"] = RespValue.FromBytes(RespType.VerbatimString, "txt:Some string"u8.ToArray()),
        ["*0\r\n"] = RespValue.Aggregate(RespType.Array),
        ["*2\r\n$3\r\nfoo\r\n:1\r\n"] = RespValue.Aggregate(RespType.Array, RespValue.BulkString("foo"), RespValue.Integer(1)),
        ["*2\r\n*1\r\n_\r\n*0\r\n"] = RespValue.Aggregate(
            RespType.Array, RespValue.Aggregate(RespType.Array, RespValue.Null), RespValue.Aggregate(RespType.Array)),
        ["%1\r\n+key\r\n:1\r\n"] = RespValue.Aggregate(RespType.Map, RespValue.SimpleString("key"), RespValue.Integer(1)),
        ["%0\r\n"] = RespValue.Aggregate(RespType.Map),
        ["~2\r\n:1\r\n#t\r\n"] = RespValue.Aggregate(RespType.Set, RespValue.Integer(1), RespValue.Boolean(true)),
        [">2\r\n$7\r\nmessage\r\n$2\r\nhi\r\n"] = RespValue.Aggregate(
            RespType.Push, RespValue.BulkString("message"), RespValue.BulkString("hi")),
    };

    /// <summary>Other ways to write a value: RESP2's nulls, streamed types, attributes, signs.</summary>
    public static IReadOnlyDictionary<string, RespValue> Alternative { get; } = new Dictionary<string, RespValue>(StringComparer.Ordinal)
    {
        ["$-1\r\n"] = RespValue.Null,
        ["*-1\r\n"] = RespValue.NullArray,
        [":+7\r\n"] = RespValue.Integer(7),
        [",1e3\r\n"] = RespValue.Double(1000),
        [",10\r\n"] = RespValue.Double(10),
        ["$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;1\r\nd\r\n;0\r\n"] = RespValue.BulkString("Hello word"),
        ["$?\r\n;0\r\n"] = RespValue.BulkString(""),
        ["*?\r\n:1\r\n*?\r\n.\r\n:2\r\n.\r\n"] = RespValue.Aggregate(
            RespType.Array, RespValue.Integer(1), RespValue.Aggregate(RespType.Array), RespValue.Integer(2)),
        ["%?\r\n+a\r\n:1\r\n.\r\n"] = RespValue.Aggregate(RespType.Map, RespValue.SimpleString("a"), RespValue.Integer(1)),
        ["~?\r\n.\r\n"] = RespValue.Aggregate(RespType.Set),
        ["*?\r\n$?\r\n;2\r\nhi\r\n;0\r\n.\r\n"] = RespValue.Aggregate(RespType.Array, RespValue.BulkString("hi")),
        ["|1\r\n+ttl\r\n:3600\r\n$1\r\nv\r\n"] = RespValue.BulkString("v"),
        ["|0\r\n:1\r\n"] = RespValue.Integer(1),
        ["*2\r\n:1\r\n|1\r\n+a\r\n*1\r\n:9\r\n:2\r\n"] = RespValue.Aggregate(RespType.Array, RespValue.Integer(1), RespValue.Integer(2)),
        ["|?\r\n+a\r\n+b\r\n.\r\n:5\r\n"] = RespValue.Integer(5),
    };

    public static IEnumerable<KeyValuePair<string, RespValue>> All => Canonical.Concat(Alternative);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Says whether two values are the same to the last byte; the nulls of RESP2 and RESP3 are.</summary>
    public static bool AreSame(RespValue left, RespValue right) =>
        left.Type == right.Type && (left.IsAggregate
            ? left.AsArray().Count == right.AsArray().Count && left.AsArray().Zip(right.AsArray()).All(pair => AreSame(pair.First, pair.Second))
            : left.IsNull || left.AsBytes().AsSpan().SequenceEqual(right.AsBytes()));
}
