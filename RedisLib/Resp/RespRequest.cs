namespace RedisLib.Resp;

/// <summary>A request as a client sent it: a name and arguments. It looks into the reader's buffer and is valid until the next read.</summary>
public readonly struct RespRequest
{
    private readonly byte[] _bytes;
    private readonly Piece[] _pieces;

    internal RespRequest(byte[] bytes, Piece[] pieces, int count)
    {
        _bytes = bytes;
        _pieces = pieces;
        Count = count;
    }

    /// <summary>How many strings it has, the name included; 0 for an empty request, which is answered by nothing.</summary>
    public int Count { get; }

    /// <summary>One of its strings; the first is the command's name.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var piece = _pieces[index];
            return _bytes.AsSpan(piece.Start, piece.Length);
        }
    }

    /// <summary>How long all its strings are together.</summary>
    public long Bytes
    {
        get
        {
            var bytes = 0L;
            for (var i = 0; i < Count; i++)
            {
                bytes += _pieces[i].Length;
            }

            return bytes;
        }
    }

    /// <summary>The request that begins with one of the strings of this one, and is valid as long.</summary>
    /// <param name="first">The string that is the command's name.</param>
    public RespRequest From(int first) => new(_bytes, _pieces[first..Count], Count - first);

    /// <summary>The same request in memory of its own, to be kept.</summary>
    public RespRequest Copy()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked((int)Bytes));
        var pieces = new Piece[Count];
        var at = 0;
        for (var i = 0; i < Count; i++)
        {
            this[i].CopyTo(bytes.AsSpan(at));
            pieces[i] = new Piece(at, _pieces[i].Length);
            at += _pieces[i].Length;
        }

        return new RespRequest(bytes, pieces, Count);
    }

    /// <summary>Where one string lies in the reader's buffer.</summary>
    internal readonly record struct Piece(int Start, int Length);
}
