using System.Globalization;

namespace RaftNode.Tests.Server.Exchange;

/// <summary>A data set of keys of every type and encoding, by the number of the key.</summary>
internal static class ManyKeys
{
    /// <summary>Requests that are sent in one go.</summary>
    private const int Batch = 500;

    /// <summary>Every so manieth key ends some time, later than any test.</summary>
    private const int ExpiringPart = 10;

    /// <summary>Every so manieth value has so many elements that it is held in the large way.</summary>
    private const int LargePart = 200;

    private const int LargeCount = 600;
    private const int Databases = 3;
    private const long FirstExpiry = 4_000_000_000_000;

    /// <summary>Stores the keys of some numbers.</summary>
    public static void Fill(TestConnection connection, int first, int count)
    {
        foreach (var group in Enumerable.Range(first, count).GroupBy(number => number % Databases))
        {
            connection.Ask($"SELECT {group.Key}");
            foreach (var numbers in group.Chunk(Batch))
            {
                foreach (var reply in connection.AskAll([.. numbers.SelectMany(RequestsOf)]))
                {
                    Assert.False(reply.IsError, reply.ToString());
                }
            }
        }
    }

    /// <summary>The requests that store the key of a number.</summary>
    private static IEnumerable<IReadOnlyList<byte[]>> RequestsOf(int number)
    {
        var key = $"key:{number}";
        yield return Words(Value(key, number));
        if (number % ExpiringPart == 0)
        {
            yield return Words(["PEXPIREAT", key, Text(FirstExpiry + number)]);
        }
    }

    private static IEnumerable<string> Value(string key, int number)
    {
        // The kind, and its size in turn, come around at different steps.
        var size = number / Kinds % LargePart == 0 ? LargeCount : 2 + (number / Kinds % 5);
        return (number % Kinds) switch
        {
            0 => ["SET", key, Text(number * 1_000_003L)],
            1 => ["SET", key, $"value:{number}"],
            2 => ["SET", key, string.Concat(Enumerable.Repeat($"much the same {number % 7} ", 4))],
            3 => ["SET", key, RandomText(number, 60)],
            4 => ["RPUSH", key, .. Elements(number, size)],
            5 => ["RPUSH", key, .. Elements(number, 2).Append(RandomText(number, 300))],
            6 => ["SADD", key, .. Enumerable.Range(0, size).Select(i => Text(number + ((long)i * i * 40_000)))],
            7 => ["SADD", key, .. Elements(number, size)],
            8 => ["HSET", key, .. Elements(number, size).SelectMany((element, i) => (string[])[$"field:{i}", element])],
            9 => ["HSET", key, "short", "1", "long", RandomText(number, 100)],
            10 => ["ZADD", key, .. Elements(number, size).SelectMany((element, i) => (string[])[Score(number, i), element])],
            _ => ["ZADD", key, "1.5", "short", "-inf", RandomText(number, 100)],
        };
    }

    private const int Kinds = 12;

    /// <summary>Text and numbers of every width.</summary>
    private static IEnumerable<string> Elements(int number, int count) =>
        Enumerable.Range(0, count).Select(i => i % 2 == 0 ? $"element:{number}:{i}" : Text((long)number << (i % 40)));

    private static string Score(int number, int i) => (i % 3) switch
    {
        0 => Text(number),
        1 => (number / 7.0).ToString("R", CultureInfo.InvariantCulture),
        _ => (number * 1e20).ToString("R", CultureInfo.InvariantCulture),
    };

    private static string RandomText(int seed, int length)
    {
        var random = new Random(seed);
        return new string([.. Enumerable.Range(0, length).Select(_ => (char)random.Next('0', 'z'))]);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static IReadOnlyList<byte[]> Words(IEnumerable<string> words) => [.. words.Select(System.Text.Encoding.ASCII.GetBytes)];
}
