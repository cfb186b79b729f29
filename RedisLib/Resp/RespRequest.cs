namespace RedisLib.Resp;

/// <summary>A request as a client sent it: a name and arguments. It looks into the reader's buffer and is valid until the next read.</summary>
public readonly ref struct RespRequest
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<Piece> _pieces;

    internal RespRequest(ReadOnlySpan<byte> bytes, ReadOnlySpan<Piece> pieces)
    {
        _bytes = bytes;
        _pieces = pieces;
    }

    /// <summary>How many strings it has, the name included; 0 for an empty request, which is answered by nothing.</summary>
    public int Count => _pieces.Length;

    /// <summary>One of its strings; the first is the command's name.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public ReadOnlySpan<byte> this[int index] => _bytes.Slice(_pieces[index].Start, _pieces[index].Length);

    /// <summary>Where one string lies in the reader's buffer.</summary>
    internal readonly record struct Piece(int Start, int Length);
}
