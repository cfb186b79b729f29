using System.Globalization;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>The last increment of a server's append-only log as text, as it grows.</summary>
/// <param name="folder">The folder of the log.</param>
internal sealed class LogText(string folder)
{
    /// <summary>A point in time further from now than this is told as it is.</summary>
    private const long MaxDistanceMilliseconds = 1_000_000_000;

    private long _position;

    /// <summary>What was written since it was asked last: requests apart by semicolons, or <c>-</c> for nothing.</summary>
    public string ReadNew()
    {
        var path = Directory.GetFiles(folder, "*.incr.aof").Order(StringComparer.Ordinal).Last();
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = _position;
        var bytes = new byte[stream.Length - _position];
        stream.ReadExactly(bytes);
        _position += bytes.Length;
        var requests = new List<string>();
        var reader = new RespLogReader();
        for (var at = 0; reader.TryRead(bytes, at, bytes.Length, out var request, out at);)
        {
            requests.Add(Format(request));
        }

        return requests.Count == 0 ? "-" : string.Join("; ", requests);
    }

    private static string Format(RespRequest request) =>
        string.Join(' ', Enumerable.Range(0, request.Count).Select(i => Format(Notation.Format(request[i]))));

    /// <summary>A word; <c>{+100s}</c> for a point in time that is so far from now.</summary>
    private static string Format(string word)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        if (word.Length == 13 && long.TryParse(word, CultureInfo.InvariantCulture, out var time) && Math.Abs(time - now) < MaxDistanceMilliseconds)
        {
            return $"{{{Math.Round((time - now) / 1000.0):+0;-0;+0}s}}";
        }

        return word.Length == 0 || word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word;
    }
}
