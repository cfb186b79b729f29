using System.Globalization;
using System.Text;

namespace Conformance.Tests;

/// <summary>Bytes on one line: <c>|</c> for CR LF, <c>\|</c>, <c>\\</c>, and <c>\x0a</c> for what is not printable ASCII.</summary>
internal static class Notation
{
    public static string Format(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i..].StartsWith("\r\n"u8))
            {
                text.Append('|');
                i++;
            }
            else if (bytes[i] is (byte)'|' or (byte)'\\')
            {
                text.Append('\\').Append((char)bytes[i]);
            }
            else if (bytes[i] is >= 0x20 and < 0x7f)
            {
                text.Append((char)bytes[i]);
            }
            else
            {
                text.Append("\\x").Append(bytes[i].ToString("x2", CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    public static byte[] Parse(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '|':
                    bytes.AddRange("\r\n"u8);
                    break;
                case '\\' when text[i + 1] == 'x':
                    bytes.Add(byte.Parse(text.AsSpan(i + 2, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                    i += 3;
                    break;
                case '\\':
                    bytes.Add((byte)text[++i]);
                    break;
                default:
                    bytes.Add((byte)text[i]);
                    break;
            }
        }

        return [.. bytes];
    }
}
