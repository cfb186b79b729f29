namespace RedisLib.Resp;

/// <summary>The beginning of a line whose end has not come yet. At most as long as the limit of a line.</summary>
internal sealed class OpenLine
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public bool IsEmpty => Length == 0;

    /// <summary>Keeps more of the line.</summary>
    public void Append(ReadOnlySpan<byte> piece)
    {
        if (Length + piece.Length > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(64, (Length + piece.Length) * 2));
        }

        piece.CopyTo(_bytes.AsSpan(Length));
        Length += piece.Length;
    }

    /// <summary>The whole line; valid until the next <see cref="Append"/>. A line that came in one piece is not copied.</summary>
    public ReadOnlySpan<byte> Complete(ReadOnlySpan<byte> lastPiece)
    {
        if (Length == 0)
        {
            return lastPiece;
        }

        Append(lastPiece);
        var whole = _bytes.AsSpan(0, Length);
        Length = 0;
        return whole;
    }
}
