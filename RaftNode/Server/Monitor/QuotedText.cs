using System.Buffers;

namespace RaftNode.Server.Monitor;

/// <summary>Bytes in quotes as redis-cli reads them: what is no character of ASCII is <c>\x00</c>, line ends and the like have their letters.</summary>
internal static class QuotedText
{
    private const byte FirstPrintable = 0x20;
    private const byte LastPrintable = 0x7e;

    public static void Write(ReadOnlySpan<byte> bytes, IBufferWriter<byte> output)
    {
        output.Write("\""u8);
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyExceptInRange(FirstPrintable, LastPrintable) is var end and >= 0 ? bytes[..end] : bytes;
            plain = plain.IndexOfAny((byte)'"', (byte)'\\') is var quoted and >= 0 ? plain[..quoted] : plain;
            output.Write(plain);
            bytes = bytes[plain.Length..];
            if (!bytes.IsEmpty)
            {
                Escape(bytes[0], output);
                bytes = bytes[1..];
            }
        }

        output.Write("\""u8);
    }

    private static void Escape(byte value, IBufferWriter<byte> output)
    {
        switch (value)
        {
            case (byte)'"' or (byte)'\\':
                output.Write([(byte)'\\', value]);
                break;
            case (byte)'\n':
                output.Write("\\n"u8);
                break;
            case (byte)'\r':
                output.Write("\\r"u8);
                break;
            case (byte)'\t':
                output.Write("\\t"u8);
                break;
            case (byte)'\a':
                output.Write("\\a"u8);
                break;
            case (byte)'\b':
                output.Write("\\b"u8);
                break;
            default:
                output.Write("\\x"u8);
                output.Write([Digit(value >> 4), Digit(value & 0xf)]);
                break;
        }
    }

    private static byte Digit(int value) => "0123456789abcdef"u8[value];
}
