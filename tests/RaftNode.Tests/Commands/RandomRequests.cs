using System.Text;

namespace RaftNode.Tests.Commands;

/// <summary>Requests of every command that changes data, on few keys, so that they meet values of any type, or none.</summary>
/// <param name="random">Chance.</param>
/// <param name="timeUnit">By which times to live are multiplied: so that none ends while real time passes.</param>
internal sealed class RandomRequests(Random random, int timeUnit = 1)
{
    private const int KeyCount = 12;

    /// <summary>
    /// Where a word begins with <c>$</c> chance chooses: <c>$key</c>; <c>$value</c>, text or number; <c>$member</c>, one of few;
    /// <c>$int</c> and <c>$float</c>, small; <c>$index</c>, from either end; <c>$time</c> and <c>$seconds</c>, a short time to live, in milliseconds or seconds;
    /// <c>$at</c>, a point in time; <c>$payload</c>, what DUMP answers of a set.
    /// </summary>
    private static readonly string[] Forms =
    [
        "APPEND $key $value", "COPY $key $key", "DECR $key", "DECRBY $key $int", "DEL $key", "DEL $key $key $key",
        "EXPIRE $key $seconds", "EXPIRE $key 0", "EXPIRE $key $seconds NX", "EXPIREAT $key 1001", "FLUSHALL", "FLUSHDB ASYNC", "GETDEL $key",
        "GETEX $key", "GETEX $key PX $time", "GETEX $key PXAT $at", "GETEX $key PERSIST", "GETSET $key $value",
        "HDEL $key $member", "HINCRBY $key $member $int", "HINCRBYFLOAT $key $member $float", "HMSET $key $member $value",
        "HSET $key $member $value", "HSET $key $member $value $member $value", "HSETNX $key $member $value",
        "INCR $key", "INCRBY $key $int", "INCRBYFLOAT $key $float", "MOVE $key 1", "MSET $key $value $key $value",
        "MSETNX $key $value $key $value", "PERSIST $key", "PEXPIRE $key $time", "PEXPIRE $key $time GT", "PEXPIREAT $key $at",
        "PEXPIREAT $key $at LT", "PSETEX $key $time $value", "RENAME $key $key", "RENAMENX $key $key",
        "RESTORE $key 0 $payload REPLACE", "RESTORE $key $time $payload", "RESTORE $key $at $payload ABSTTL REPLACE",
        "SADD $key $member $member", "SDIFFSTORE $key $key $key", "SET $key $value", "SET $key $value EX $seconds", "SET $key $value PX $time NX",
        "SET $key $value PXAT $at", "SET $key $value KEEPTTL", "SET $key $value GET", "SET $key $value XX GET KEEPTTL",
        "SET $key $value NX GET PX $time", "SETEX $key $seconds $value", "SETNX $key $value", "SETRANGE $key $int $value",
        "SINTERSTORE $key $key $key", "SMOVE $key $key $member", "SPOP $key", "SPOP $key 2", "SPOP $key 100", "SREM $key $member",
        "SUNIONSTORE $key $key $key", "SWAPDB 0 1", "SWAPDB 1 2", "UNLINK $key $key",

        "BLMOVE $key $key LEFT RIGHT 0.001", "BLMPOP 0.001 2 $key $key RIGHT COUNT 2", "BLPOP $key $key 0.001", "BRPOP $key 0.001", "BRPOPLPUSH $key $key 0.001",
        "LINSERT $key BEFORE $member $value", "LMOVE $key $key RIGHT LEFT", "LMPOP 2 $key $key LEFT COUNT 2", "LPOP $key", "LPOP $key 2",
        "LPUSH $key $member $value", "LPUSHX $key $member", "LREM $key $index $member", "LSET $key $index $value", "LTRIM $key $index $index",
        "RPOP $key", "RPOP $key 2", "RPOPLPUSH $key $key", "RPUSH $key $member $member $value", "RPUSHX $key $value",
        "SORT $key ALPHA", "SORT $key ALPHA DESC STORE $key",

        "BZMPOP 0.001 2 $key $key MAX", "BZPOPMAX $key 0.001", "BZPOPMIN $key $key 0.001",
        "ZADD $key $int $member $float $member", "ZADD $key GT CH $int $member", "ZADD $key NX INCR $int $member", "ZDIFFSTORE $key 2 $key $key",
        "ZINCRBY $key $float $member", "ZINTERSTORE $key 2 $key $key WEIGHTS 2 0.5", "ZMPOP 2 $key $key MIN COUNT 2", "ZPOPMAX $key", "ZPOPMIN $key 2",
        "ZRANGESTORE $key $key 0 $index", "ZREM $key $member", "ZREMRANGEBYLEX $key [a (n", "ZREMRANGEBYRANK $key $index $index",
        "ZREMRANGEBYSCORE $key $index $int", "ZUNIONSTORE $key 2 $key $key AGGREGATE MAX",
    ];

    // The type, one element of one byte, the version and the checksum.
    private static readonly byte[] Payload = [.. "\x02\x01\x01m\x0a\0"u8, 0xc6, 0xfc, 0xb6, 0x57, 0xe0, 0x86, 0xa5, 0xb0];

    /// <summary>The names of all commands that are asked for.</summary>
    public static IEnumerable<string> Names => Forms.Select(form => form.Split(' ')[0]).Distinct(StringComparer.Ordinal);

    public IReadOnlyList<byte[]> Next() =>
        [.. Forms[random.Next(Forms.Length)].Split(' ').Select(word => word == "$payload" ? Payload : Encoding.UTF8.GetBytes(Choose(word)))];

    private string Choose(string word) => word switch
    {
        "$key" => $"key{random.Next(KeyCount)}",
        "$value" => random.Next(4) switch { 0 => "", 1 => $"{random.Next(100)}", 2 => new string('v', random.Next(100)), _ => $"value {random.Next(100)}" },
        "$member" => random.Next(2) == 0 ? $"{random.Next(6)}" : $"member{random.Next(6)}",
        "$int" => $"{random.Next(20)}",
        "$float" => $"{random.Next(-99, 99)}.{random.Next(99)}",
        "$index" => $"{random.Next(-3, 3)}",
        "$time" => $"{timeUnit * random.Next(1, 60)}",
        "$seconds" => $"{timeUnit * random.Next(1, 3)}",
        "$at" => $"{random.Next(1_000_000, 1_010_000)}",
        _ => word,
    };
}
