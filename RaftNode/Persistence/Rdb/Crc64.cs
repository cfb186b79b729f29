using System.Buffers.Binary;

namespace RaftNode.Persistence.Rdb;

/// <summary>The checksum of RDB files and DUMP payloads: CRC-64 with the polynomial of Jones, bits reflected, 0 at the start and nothing at the end.</summary>
/// <remarks>Eight bytes a step: table <c>n</c> holds what a byte comes to that <c>n</c> others follow (slicing by eight, Kounavis and Berry, 2005).</remarks>
internal static class Crc64
{
    private const ulong ReflectedPolynomial = 0x95ac9329ac4bc9b5;
    private const int Slices = sizeof(ulong);
    private const int ByteValues = 256;

    private static readonly ulong[] Table = MakeTable();

    /// <summary>The checksum of bytes that follow others.</summary>
    /// <param name="checksum">That of the others, or 0.</param>
    /// <param name="bytes">The bytes.</param>
    public static ulong Append(ulong checksum, ReadOnlySpan<byte> bytes)
    {
        var table = Table.AsSpan(0, Slices * ByteValues);
        while (bytes.Length >= Slices)
        {
            var word = checksum ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            checksum = table[(7 * ByteValues) + (int)(word & 0xff)]
                ^ table[(6 * ByteValues) + (int)((word >> 8) & 0xff)]
                ^ table[(5 * ByteValues) + (int)((word >> 16) & 0xff)]
                ^ table[(4 * ByteValues) + (int)((word >> 24) & 0xff)]
                ^ table[(3 * ByteValues) + (int)((word >> 32) & 0xff)]
                ^ table[(2 * ByteValues) + (int)((word >> 40) & 0xff)]
                ^ table[ByteValues + (int)((word >> 48) & 0xff)]
                ^ table[(int)(word >> 56)];
            bytes = bytes[Slices..];
        }

        foreach (var value in bytes)
        {
            checksum = table[(int)((checksum ^ value) & 0xff)] ^ (checksum >> 8);
        }

        return checksum;
    }

    private static ulong[] MakeTable()
    {
        var table = new ulong[Slices * ByteValues];
        for (var value = 0; value < ByteValues; value++)
        {
            var checksum = (ulong)value;
            for (var bit = 0; bit < 8; bit++)
            {
                checksum = (checksum >> 1) ^ ((checksum & 1) * ReflectedPolynomial);
            }

            table[value] = checksum;
        }

        for (var i = ByteValues; i < table.Length; i++)
        {
            var shorter = table[i - ByteValues];
            table[i] = table[(int)(shorter & 0xff)] ^ (shorter >> 8);
        }

        return table;
    }
}
