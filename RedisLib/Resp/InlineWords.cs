using System.Diagnostics.CodeAnalysis;

namespace RedisLib.Resp;

/// <summary>Splits a line into words by the rules of redis-cli, of inline requests and of redis.conf: blanks separate, quotes hold together.</summary>
public static class InlineWords
{
    /// <summary>Splits a line.</summary>
    /// <param name="line">The line without its end; it is not changed.</param>
    /// <param name="words">The words without their quotes and escapes.</param>
    /// <returns>False when quotes do not balance.</returns>
    public static bool TrySplit(ReadOnlySpan<byte> line, [NotNullWhen(true)] out IReadOnlyList<byte[]>? words)
    {
        var text = line.ToArray().AsSpan();
        var found = new List<byte[]>();
        var at = 0;
        while (InlineArgument.TryRead(text, ref at, out var piece))
        {
            found.Add(text.Slice(piece.Start, piece.Length).ToArray());
        }

        words = at == text.Length ? found : null;
        return words is not null;
    }
}
