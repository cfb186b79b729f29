using System.Numerics;

namespace RaftNode.Commands;

/// <summary>How long a command took, counted in ranges that are 1 % wide or less: an HDR histogram of two digits.</summary>
/// <remarks>Values are nanoseconds up to a second. Those below 256 have a count each; each doubling above has 128.</remarks>
internal sealed class LatencyHistogram
{
    private const int HalfRangeBits = 7;
    private const int HalfRange = 1 << HalfRangeBits;
    private const long MostNanoseconds = 1_000_000_000;
    private const int RangeCount = 24;

    /// <summary>Where <see cref="Doublings"/> begin, about a microsecond.</summary>
    private const long FirstLevel = 1024;

    private readonly long[] _counts = new long[RangeCount * HalfRange];

    /// <summary>How many values there are.</summary>
    public long Count { get; private set; }

    /// <summary>All of them together.</summary>
    public long SumNanoseconds { get; private set; }

    public void Add(long nanoseconds)
    {
        _counts[IndexOf(Math.Clamp(nanoseconds, 1, MostNanoseconds))]++;
        Count++;
        SumNanoseconds += nanoseconds;
    }

    /// <summary>In nanoseconds, what so many percent of the values are not above.</summary>
    public long Percentile(double percent)
    {
        var wanted = Math.Max(1, (long)((Math.Min(percent, 100) / 100 * Count) + 0.5));
        var seen = 0L;
        for (var i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted && seen > 0)
            {
                return HighestOf(i);
            }
        }

        return 0;
    }

    /// <summary>How many values are not above so many nanoseconds, as far as the ranges tell.</summary>
    public long CountUpTo(long nanoseconds)
    {
        var count = 0L;
        for (var i = 0; i <= IndexOf(Math.Clamp(nanoseconds, 1, MostNanoseconds)); i++)
        {
            count += _counts[i];
        }

        return count;
    }

    /// <summary>The same for several, each more than the one before, in one go.</summary>
    public long[] CountsUpTo(ReadOnlySpan<long> nanoseconds)
    {
        var counts = new long[nanoseconds.Length];
        var (next, count) = (0, 0L);
        for (var i = 0; i < nanoseconds.Length; i++)
        {
            for (var last = IndexOf(Math.Clamp(nanoseconds[i], 1, MostNanoseconds)); next <= last; next++)
            {
                count += _counts[next];
            }

            counts[i] = count;
        }

        return counts;
    }

    /// <summary>How many values are not above a microsecond, two, four and so on; steps that add none are left out.</summary>
    public IEnumerable<(long Nanoseconds, long Count)> Doublings()
    {
        var seen = 0L;
        for (var level = FirstLevel; seen < Count; level *= 2)
        {
            var count = CountUpTo(level);
            if (count > seen)
            {
                seen = count;
                yield return (HighestOf(IndexOf(level)), count);
            }
        }
    }

    private static int IndexOf(long value)
    {
        var doubling = Math.Max(0, BitOperations.Log2((ulong)value) - HalfRangeBits);
        return (doubling << HalfRangeBits) + (int)(value >> doubling);
    }

    /// <summary>The highest value that is counted with the others of an index.</summary>
    private static long HighestOf(int index)
    {
        var doubling = Math.Max(0, (index >> HalfRangeBits) - 1);
        return (((long)index - ((long)doubling << HalfRangeBits) + 1) << doubling) - 1;
    }
}
