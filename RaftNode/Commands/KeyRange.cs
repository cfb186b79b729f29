using System.Text;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>Keys that stand together in a request: where they begin and how many they are. https://redis.io/docs/latest/develop/reference/key-specs/</summary>
internal sealed record KeyRange
{
    /// <summary>Where they begin, or the position of their number; from the end when negative; 0 when a <see cref="Keyword"/> says it.</summary>
    public int Start { get; init; }

    /// <summary>The word that they follow, or null.</summary>
    public string? Keyword { get; init; }

    /// <summary>Where the search for that word begins; backwards from the end when negative.</summary>
    public int SearchFrom { get; init; }

    /// <summary>How far from the first one the last one is; from the end of the request when negative.</summary>
    public int Last { get; init; }

    /// <summary>From one to the next.</summary>
    public int Step { get; init; } = 1;

    /// <summary>The keys are one part in so many of what remains, when above 1.</summary>
    public int Limit { get; init; }

    /// <summary>Whether the first argument of the range is the number of the keys, which follow it.</summary>
    public bool IsCounted { get; init; }

    /// <summary>Whether only the command itself can say where they are.</summary>
    public bool IsUnknown { get; init; }

    public KeyUse Use { get; init; }

    /// <summary>What is special about it, or null.</summary>
    public string? Note { get; init; }

    /// <summary>Whether it is between two positions that are known beforehand.</summary>
    public bool IsFixed => Keyword is null && !IsCounted && !IsUnknown;

    public static KeyRange At(int start, int last = 0, int step = 1) => new() { Start = start, Last = last, Step = step };

    /// <summary>As many as the argument of a position says, after it.</summary>
    public static KeyRange CountedAt(int start) => new() { Start = start, IsCounted = true };

    public static KeyRange After(string keyword, int searchFrom, int last = 0) => new() { Keyword = keyword, SearchFrom = searchFrom, Last = last };

    public static KeyRange Unknown(string note, KeyUse use) => new() { IsUnknown = true, Note = note, Use = use };

    /// <summary>Adds the positions of the keys of a request.</summary>
    /// <returns>Whether the request has as many arguments as it says.</returns>
    public bool TryFind(in RespRequest request, List<KeyPosition> found)
    {
        var first = Keyword is null ? (Start < 0 ? request.Count + Start : Start) : PositionAfterKeyword(request);
        if (first == 0)
        {
            return true;
        }

        int last;
        if (IsCounted)
        {
            if (first >= request.Count || !StringValues.TryParseInteger(request[first], out var count) || count < 0 || count > request.Count)
            {
                return false;
            }

            first++;
            last = first + ((int)count * Step) - 1;
        }
        else
        {
            last = Last >= 0 ? first + Last : (Limit <= 1 ? request.Count : first + ((request.Count - first) / Limit)) + Last;
        }

        if (last >= request.Count)
        {
            return false;
        }

        for (var position = first; position <= last; position += Step)
        {
            found.Add(new KeyPosition(position, Use));
        }

        return true;
    }

    private int PositionAfterKeyword(in RespRequest request)
    {
        var step = SearchFrom > 0 ? 1 : -1;
        for (var i = SearchFrom > 0 ? SearchFrom : request.Count + SearchFrom; i > 0 && i < request.Count - 1; i += step)
        {
            if (Ascii.EqualsIgnoreCase(request[i], Keyword))
            {
                return i + 1;
            }
        }

        return 0;
    }
}

/// <summary>Where a key stands in a request, and what is done to it.</summary>
internal readonly record struct KeyPosition(int Position, KeyUse Use);
