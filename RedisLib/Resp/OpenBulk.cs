using System.Diagnostics.CodeAnalysis;

namespace RedisLib.Resp;

/// <summary>A length-prefixed string while its bytes come in.</summary>
internal sealed class OpenBulk
{
    /// <summary>
    /// What is allocated before any byte has come: a length alone must not make us allocate 512 MB. Beyond it, the buffer
    /// doubles as bytes arrive.
    /// </summary>
    private const int FirstBytes = 64 * 1024;

    private byte[] _content = [];
    private int _length;
    private int _filled;
    private int _lineEndFilled;

    public bool IsOpen { get; private set; }

    public RespType Type { get; private set; }

    /// <summary>Starts a string of the given length.</summary>
    public void Open(RespType type, int length)
    {
        Type = type;
        _length = length;
        _filled = 0;
        _lineEndFilled = 0;
        _content = length == 0 ? [] : GC.AllocateUninitializedArray<byte>(Math.Min(length, FirstBytes));
        IsOpen = true;
    }

    /// <summary>Takes in what there is of the string and its line end.</summary>
    /// <returns>Whether the string is complete; if not, <paramref name="isEndedWell"/> is false when its line end is wrong.</returns>
    public bool TryFill(ref ReadOnlySpan<byte> unread, [NotNullWhen(true)] out byte[]? content, out bool isEndedWell)
    {
        while (_filled < _length && !unread.IsEmpty)
        {
            if (_filled == _content.Length)
            {
                Array.Resize(ref _content, (int)Math.Min(_length, 2L * _content.Length));
            }

            var count = Math.Min(unread.Length, _content.Length - _filled);
            unread[..count].CopyTo(_content.AsSpan(_filled));
            _filled += count;
            unread = unread[count..];
        }

        isEndedWell = true;
        while (_filled == _length && _lineEndFilled < RespHeader.LineEndLength && !unread.IsEmpty)
        {
            isEndedWell = unread[0] == "\r\n"u8[_lineEndFilled++];
            unread = unread[1..];
            if (!isEndedWell)
            {
                break;
            }
        }

        var isComplete = isEndedWell && _lineEndFilled == RespHeader.LineEndLength;
        content = isComplete ? _content : null;
        if (isComplete)
        {
            _content = [];
            IsOpen = false;
        }

        return isComplete;
    }
}
