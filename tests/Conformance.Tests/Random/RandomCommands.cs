using System.Globalization;
using System.Text;
using RedisLib.Resp;

namespace Conformance.Tests.Random;

/// <summary>Requests of every family on few keys, so that they meet, drawn from a seed.</summary>
/// <remarks>
/// Templates hold what is drawn in braces: <c>{k}</c> a key, <c>{l}</c> one whose members all have the same score, <c>{v}</c> a value, <c>{m}</c> a member or field, <c>{n}</c> a small number
/// that may be negative, <c>{c}</c> a count from 0, <c>{f}</c> a number with a fraction, <c>{s}</c> a score and <c>{S}</c> a border of scores,
/// <c>{L}</c> a border of members, <c>{t}</c> a time far away. Commands that draw lots themselves are not among them.
/// </remarks>
internal sealed class RandomCommands(int seed)
{
    private const int Keys = 8;
    private const int Members = 24;

    private static readonly string[] Templates =
    [
        "SET {k} {v}", "SET {k} {v} NX GET", "SET {k} {v} XX KEEPTTL", "SET {k} {v} PXAT {t}", "GET {k}", "GETSET {k} {v}", "GETDEL {k}",
        "GETEX {k} PXAT {t}", "GETEX {k} PERSIST", "SETNX {k} {v}", "APPEND {k} {v}", "STRLEN {k}", "GETRANGE {k} {n} {n}", "SETRANGE {k} {c} {v}",
        "INCR {k}", "DECRBY {k} {n}", "INCRBY {k} {n}", "INCRBYFLOAT {k} {f}", "MSET {k} {v} {k} {v}", "MSETNX {k} {v} {k} {v}", "MGET {k} {k} {k}",
        "LCS {k} {k} IDX",
        "DEL {k}", "UNLINK {k} {k}", "EXISTS {k} {k}", "TYPE {k}", "RENAME {k} {k}", "RENAMENX {k} {k}", "COPY {k} {k}", "COPY {k} {k} REPLACE",
        "PEXPIREAT {k} {t}", "PEXPIREAT {k} {t} GT", "PERSIST {k}", "PEXPIRETIME {k}", "MOVE {k} 1", "DBSIZE", "OBJECT ENCODING {k}",
        "SORT {k} ALPHA LIMIT 0 10", "SORT {k} ALPHA DESC STORE {k}",
        "LPUSH {k} {v} {v}", "RPUSH {k} {v} {n} {v}", "LPUSHX {k} {v}", "RPUSHX {k} {v}", "LPOP {k}", "RPOP {k} {c}", "LLEN {k}", "LRANGE {k} {n} {n}",
        "LINDEX {k} {n}", "LSET {k} {n} {v}", "LINSERT {k} BEFORE {m} {v}", "LINSERT {k} AFTER {m} {m}", "RPUSH {k} {m} {m} {m} {m}", "LREM {k} {n} {m}",
        "LTRIM {k} {n} {n}", "LPOS {k} {m} RANK 2 COUNT 0", "LMOVE {k} {k} LEFT RIGHT", "RPOPLPUSH {k} {k}", "LMPOP 2 {k} {k} LEFT COUNT 3",
        "HSET {k} {m} {v} {m} {v}", "HSETNX {k} {m} {v}", "HGET {k} {m}", "HMGET {k} {m} {m}", "HGETALL {k}", "HDEL {k} {m} {m}", "HLEN {k}",
        "HEXISTS {k} {m}", "HKEYS {k}", "HVALS {k}", "HINCRBY {k} {m} {n}", "HINCRBYFLOAT {k} {m} {f}", "HSTRLEN {k} {m}",
        "SADD {k} {m} {m} {m}", "SADD {k} {n} {n}", "SREM {k} {m} {n}", "SCARD {k}", "SISMEMBER {k} {m}", "SMISMEMBER {k} {m} {n}", "SMEMBERS {k}",
        "SMOVE {k} {k} {m}", "SINTER {k} {k}", "SUNION {k} {k}", "SDIFF {k} {k} {k}", "SINTERSTORE {k} {k} {k}", "SUNIONSTORE {k} {k} {k}",
        "SDIFFSTORE {k} {k} {k}", "SINTERCARD 2 {k} {k} LIMIT 3",
        "ZADD {k} {s} {m} {s} {m}", "ZADD {k} {s} {m} {s} {m} {s} {m}", "ZADD {k} GT CH {s} {m}", "ZADD {k} XX LT {s} {m}", "ZADD {k} INCR {s} {m}",
        "ZINCRBY {k} {s} {m}", "ZCARD {k}", "ZSCORE {k} {m}", "ZMSCORE {k} {m} {m}", "ZRANK {k} {m}", "ZREVRANK {k} {m}", "ZCOUNT {k} {S} {S}",
        "ZADD {l} 0 {m} 0 {m}", "ZREM {l} {m}", "ZLEXCOUNT {l} {L} {L}", "ZRANGE {k} {n} {n} WITHSCORES", "ZRANGE {k} {S} {S} BYSCORE LIMIT 1 3", "ZRANGE {k} {S} {S} BYSCORE REV WITHSCORES",
        "ZRANGE {l} {L} {L} BYLEX", "ZREVRANGEBYLEX {l} {L} {L} LIMIT 1 2", "ZREVRANGE {k} {n} {n}", "ZRANGESTORE {k} {k} {n} {n}", "ZREM {k} {m} {m}", "ZREMRANGEBYRANK {k} {n} {n}",
        "ZREMRANGEBYSCORE {k} {S} {S}", "ZREMRANGEBYLEX {l} {L} {L}", "ZPOPMIN {k}", "ZPOPMAX {k} {c}", "ZMPOP 2 {k} {k} MIN COUNT 2",
        "ZUNION 2 {k} {k} WITHSCORES", "ZINTER 2 {k} {k} AGGREGATE MAX WITHSCORES", "ZDIFF 2 {k} {k} WITHSCORES", "ZUNIONSTORE {k} 2 {k} {k} WEIGHTS 2 -1",
        "ZINTERSTORE {k} 2 {k} {k} AGGREGATE MIN", "ZDIFFSTORE {k} 2 {k} {k}", "ZINTERCARD 2 {k} {k}",
    ];

    /// <summary>Those whose elements come in any order.</summary>
    private static readonly HashSet<string> Unordered = ["HGETALL", "HKEYS", "HVALS", "SMEMBERS", "SINTER", "SUNION", "SDIFF"];

    private static readonly string[] Values = ["", "0", "7", "-42", "3.5", "10000000000", "9223372036854775807", "a", "abcdefghijklmnopqrstuvwxyz", "\0\xff"];
    private static readonly string[] Fractions = ["0.1", "-2.5", "3", "1e3", "0.333333333333", "1e-5"];
    private static readonly string[] Scores = ["0", "1", "-1", "2.5", "1e10", "-3.75", "inf", "-inf", "100", "0.1"];
    private static readonly string[] ScoreBorders = ["-inf", "+inf", "0", "(1", "2.5", "(-1", "100"];
    private static readonly string[] MemberBorders = ["-", "+", "[member:05", "(member:10", "[m", "(member:20"];

    private readonly System.Random _random = new(seed);

    /// <summary>The keys that they use.</summary>
    public static IReadOnlyList<string> AllKeys { get; } = [.. Enumerable.Range(0, Keys).Select(number => $"key:{number}"), "lex"];

    /// <summary>The next request.</summary>
    public RandomCommand Next()
    {
        var words = Templates[_random.Next(Templates.Length)].Split(' ').Select(Draw).ToList();
        return new RandomCommand(words, Unordered.Contains(words[0]));
    }

    private string Draw(string word) => word switch
    {
        "{k}" => $"key:{_random.Next(Keys)}",
        "{l}" => "lex",
        "{v}" => _random.Next(8) == 0 ? new string((char)('a' + _random.Next(26)), _random.Next(300)) : One(Values),
        "{m}" => $"member:{_random.Next(Members):D2}",
        "{n}" => Number(_random.Next(-6, 12)),
        "{c}" => Number(_random.Next(12)),
        "{f}" => One(Fractions),
        "{s}" => One(Scores),
        "{S}" => One(ScoreBorders),
        "{L}" => One(MemberBorders),
        "{t}" => Number(4_000_000_000_000 + _random.Next(1000)),
        _ => word,
    };

    private string One(string[] choices) => choices[_random.Next(choices.Length)];

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A request.</summary>
/// <param name="Words">Its strings, a character a byte.</param>
/// <param name="IsUnordered">Whether the elements of its reply come in any order.</param>
internal sealed record RandomCommand(IReadOnlyList<string> Words, bool IsUnordered)
{
    public byte[] Request()
    {
        var writer = new RespWriter(RespVersion.Resp2);
        writer.WriteArrayHeader(Words.Count);
        foreach (var word in Words)
        {
            writer.WriteBulkString(Encoding.Latin1.GetBytes(word));
        }

        return writer.Written.ToArray();
    }

    public override string ToString() => string.Join(' ', Words.Select(word => word.Length == 0 ? "\"\"" : Notation.Format(Encoding.Latin1.GetBytes(word))));
}
