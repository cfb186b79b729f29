using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>Where the keys of a request stand, and what is done to them.</summary>
internal sealed record KeySpecification(params IReadOnlyList<KeyRange> Ranges)
{
    public static KeySpecification None { get; } = new();

    /// <summary>One key, first.</summary>
    public static KeySpecification One { get; } = new(KeyRange.At(1));

    /// <summary>All that follows.</summary>
    public static KeySpecification All { get; } = new(KeyRange.At(1, last: -1));

    /// <summary>All that follows but the last, which is a timeout.</summary>
    public static KeySpecification AllButLast { get; } = new(KeyRange.At(1, last: -2));

    /// <summary>Keys and values by turns.</summary>
    public static KeySpecification Pairs { get; } = new(KeyRange.At(1, last: -1, step: 2));

    /// <summary>As many as the first argument says, after it.</summary>
    public static KeySpecification Counted { get; } = CountedAt(1);

    /// <summary>One key, and another that something else is done to.</summary>
    public static KeySpecification Two { get; } = new(KeyRange.At(1), KeyRange.At(2));

    /// <summary>One key, and all that follows.</summary>
    public static KeySpecification OneAndAll { get; } = new(KeyRange.At(1), KeyRange.At(2, last: -1));

    /// <summary>One key, and as many as the argument after it says.</summary>
    public static KeySpecification OneAndCounted { get; } = new(KeyRange.At(1), KeyRange.CountedAt(2));

    /// <summary>The subcommand's name, and one key.</summary>
    public static KeySpecification Second { get; } = new(KeyRange.At(2));

    /// <summary>Finds the keys of a request where their positions depend on more than a range can tell; null for most commands.</summary>
    public KeyFinder? Finder { get; init; }

    /// <summary>Whether a request has any keys.</summary>
    public bool HasKeys => Finder is not null || Ranges.Any(range => !range.Use.HasFlag(KeyUse.NotKey));

    /// <summary>Whether a client has to ask with COMMAND GETKEYS where the keys of a request are.</summary>
    public bool AreMovable => Ranges.Any(range => !range.IsFixed || range.Use.HasFlag(KeyUse.Incomplete));

    /// <summary>The first key of those whose positions are known beforehand, the last one and the step, as COMMAND answers them.</summary>
    public (int First, int Last, int Step) Legacy
    {
        get
        {
            if (Ranges is [{ IsFixed: true } only])
            {
                return (only.Start, only.Last >= 0 ? only.Start + only.Last : only.Last, only.Step);
            }

            var (first, last) = (0, 0);
            foreach (var range in Ranges.Where(range => range.IsFixed && range.Step == 1))
            {
                // Ranges that leave a gap are not one range.
                if (first == 0 || range.Start == last + 1)
                {
                    first = first == 0 ? range.Start : first;
                    last = range.Last >= 0 ? range.Start + range.Last : range.Last;
                }
            }

            return (first, last, first > 0 ? 1 : 0);
        }
    }

    /// <summary>As many as the argument of a position says, after it.</summary>
    public static KeySpecification CountedAt(int position) => new(KeyRange.CountedAt(position));

    /// <summary>The same keys; what is done to those of each range, in order.</summary>
    public KeySpecification For(params ReadOnlySpan<KeyUse> uses)
    {
        var ranges = new KeyRange[Ranges.Count];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = Ranges[i] with { Use = uses[Math.Min(i, uses.Length - 1)] };
        }

        return this with { Ranges = ranges };
    }

    /// <summary>The same keys; what is not said of their use is this.</summary>
    public KeySpecification WithUsual(KeyUse use) => this with
    {
        Ranges = [.. Ranges.Select(range => range.Use == KeyUse.Usual ? range with { Use = use } : range)],
    };

    /// <summary>Adds the positions of the keys of a request that has as many arguments as its command takes.</summary>
    /// <returns>Whether it has as many as it says itself.</returns>
    public bool TryFind(in RespRequest request, List<KeyPosition> found)
    {
        if (Finder is not null)
        {
            return Finder(request, found);
        }

        foreach (var range in Ranges)
        {
            if (!range.TryFind(request, found))
            {
                return false;
            }
        }

        return true;
    }
}

/// <summary>Finds the keys of a request, as <see cref="KeySpecification.TryFind"/> does.</summary>
internal delegate bool KeyFinder(in RespRequest request, List<KeyPosition> found);
