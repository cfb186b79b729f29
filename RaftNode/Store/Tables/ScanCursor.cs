using System.Buffers.Binary;

namespace RaftNode.Store.Tables;

/// <summary>
/// The order in which an index is scanned: that of the hashes with their bits reversed, so that buckets that a doubling or halving makes
/// out of visited ones are behind the cursor then. A cursor is where the scan goes on, 0 at its start and after its end.
/// </summary>
internal static class ScanCursor
{
    /// <summary>The cursor after all hashes have been visited whose low bits are those of a cursor.</summary>
    /// <param name="cursor">The cursor of before.</param>
    /// <param name="mask">The bits.</param>
    public static ulong Next(ulong cursor, ulong mask) => Reverse(Reverse(cursor | ~mask) + 1);

    /// <summary>Whether a scan that has come to a cursor, and has not ended, has visited where a hash belongs, and will not come there again.</summary>
    public static bool HasPassed(ulong cursor, ulong hash) => Reverse(hash) < Reverse(cursor);

    private static ulong Reverse(ulong value)
    {
        value = ((value >> 1) & 0x5555555555555555) | ((value & 0x5555555555555555) << 1);
        value = ((value >> 2) & 0x3333333333333333) | ((value & 0x3333333333333333) << 2);
        value = ((value >> 4) & 0x0f0f0f0f0f0f0f0f) | ((value & 0x0f0f0f0f0f0f0f0f) << 4);
        return BinaryPrimitives.ReverseEndianness(value);
    }
}
