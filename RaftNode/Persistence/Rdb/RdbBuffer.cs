namespace RaftNode.Persistence.Rdb;

/// <summary>A piece of an RDB file whose longer strings are not compressed yet: that is left to whoever has the time.</summary>
/// <param name="maxBytes">The most that it takes; an array of bytes has no more than that.</param>
internal sealed class RdbBuffer(int maxBytes = RdbBuffer.MostBytes)
{
    /// <summary>As long as an array can be, 2 GB.</summary>
    public const int MostBytes = 0x7fffffc7;

    private const int FirstBytes = 1024;

    private readonly List<RdbString> _strings = [];
    private byte[] _bytes = new byte[FirstBytes];

    /// <summary>How much it has.</summary>
    public int Count { get; private set; }

    /// <summary>How much fits in without more memory.</summary>
    public int Capacity => _bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Count);

    /// <summary>Where the strings are that may be compressed, in their order.</summary>
    public IReadOnlyList<RdbString> Strings => _strings;

    public void Clear()
    {
        Count = 0;
        _strings.Clear();
    }

    /// <summary>Room at the end for so many bytes at least, to be filled and then given to <see cref="Advance"/>.</summary>
    /// <exception cref="IOException">That is more than it takes.</exception>
    public Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Count < count)
        {
            Grow((long)Count + count);
        }

        return _bytes.AsSpan(Count);
    }

    public void Advance(int count) => Count += count;

    /// <summary>Notes that what was written from <paramref name="start"/> on is a string that may be compressed.</summary>
    /// <param name="start">Where its length begins.</param>
    /// <param name="content">Where its bytes begin.</param>
    public void MarkString(int start, int content) => _strings.Add(new RdbString(start, content, Count));

    private void Grow(long needed)
    {
        if (needed > maxBytes)
        {
            throw new IOException($"A value takes more than the {maxBytes} bytes that can be written in one piece");
        }

        Array.Resize(ref _bytes, (int)Math.Min(maxBytes, Math.Max(needed, _bytes.Length * 2L)));
    }
}

/// <summary>A string in a buffer that may be compressed.</summary>
/// <param name="Start">Where its length begins.</param>
/// <param name="Content">Where its bytes begin.</param>
/// <param name="End">Where they end.</param>
internal readonly record struct RdbString(int Start, int Content, int End);
