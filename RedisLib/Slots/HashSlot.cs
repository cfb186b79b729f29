using System.Text;

namespace RedisLib.Slots;

/// <summary>The hash slot of a key: CRC16 of the key, or of its hash tag, modulo 16,384 (Redis Cluster specification, "Key distribution model").</summary>
public static class HashSlot
{
    /// <summary>How many slots a cluster has.</summary>
    public const int Count = 16384;

    /// <summary>The generator of CRC-16/XMODEM, which starts from 0 and reflects nothing.</summary>
    private const int Polynomial = 0x1021;

    /// <summary>Keys up to so many bytes are encoded on the stack.</summary>
    private const int MaxStackBytes = 256;

    private static readonly ushort[] Table = CreateTable();

    /// <summary>The slot of a key that is sent as UTF-8.</summary>
    public static int Of(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var size = Encoding.UTF8.GetMaxByteCount(key.Length);
        Span<byte> bytes = size <= MaxStackBytes ? stackalloc byte[MaxStackBytes] : new byte[size];
        return Of(bytes[..Encoding.UTF8.GetBytes(key, bytes)]);
    }

    /// <summary>The slot of a key.</summary>
    public static int Of(ReadOnlySpan<byte> key) => Crc16(Tag(key)) % Count;

    /// <summary>CRC-16/XMODEM.</summary>
    internal static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0;
        foreach (var value in bytes)
        {
            crc = (ushort)((crc << 8) ^ Table[(crc >> 8) ^ value]);
        }

        return crc;
    }

    /// <summary>What is hashed of a key: the part between the first <c>{</c> and the next <c>}</c> unless it is empty, else all of it.</summary>
    private static ReadOnlySpan<byte> Tag(ReadOnlySpan<byte> key)
    {
        var open = key.IndexOf((byte)'{');
        if (open < 0)
        {
            return key;
        }

        var length = key[(open + 1)..].IndexOf((byte)'}');
        return length > 0 ? key.Slice(open + 1, length) : key;
    }

    private static ushort[] CreateTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = i << 8;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1) ^ Polynomial : crc << 1;
            }

            table[i] = (ushort)crc;
        }

        return table;
    }
}
