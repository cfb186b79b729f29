using System.Buffers.Text;
using RaftNode.Store.Keys;

namespace RaftNode.Store.Packed;

/// <summary>An element of a small value: bytes, or a number that stands for its decimal digits.</summary>
internal readonly ref struct PackedElement
{
    /// <summary>What <see cref="Text"/> wants to write a number into.</summary>
    public const int ScratchBytes = StringValues.MaxIntegerBytes;

    private readonly ReadOnlySpan<byte> _bytes;

    public PackedElement(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    public PackedElement(long number)
    {
        IsNumber = true;
        Number = number;
    }

    public bool IsNumber { get; }

    /// <summary>The number, where it is one.</summary>
    public long Number { get; }

    /// <summary>The element as bytes, those of a number in <paramref name="scratch"/>.</summary>
    public ReadOnlySpan<byte> Text(Span<byte> scratch)
    {
        if (!IsNumber)
        {
            return _bytes;
        }

        Utf8Formatter.TryFormat(Number, scratch, out var length);
        return scratch[..length];
    }

    /// <summary>Whether it is the same as a value whose number, if it is one, has been found already.</summary>
    public bool Is(ReadOnlySpan<byte> value, bool isNumber, long number) =>
        IsNumber ? isNumber && Number == number : !isNumber && _bytes.SequenceEqual(value);
}
