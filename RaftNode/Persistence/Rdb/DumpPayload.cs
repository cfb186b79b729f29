using System.Buffers.Binary;
using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Rdb;

/// <summary>A value outside of a file, as DUMP answers and RESTORE takes it: <c>type (1), value, version (2), checksum (8)</c>.</summary>
internal static class DumpPayload
{
    private const int FooterBytes = sizeof(ushort) + RdbFormat.ChecksumBytes;

    /// <summary>The payload of an entry's value.</summary>
    /// <exception cref="IOException">It would be longer than a payload can be.</exception>
    public static byte[] Create(Entry entry, ObjectStore objects, RdbSettings settings)
    {
        var maxBytes = settings.MaxPayloadBytes - FooterBytes;
        var buffer = new RdbBuffer(maxBytes);
        var writer = new RdbWriter(buffer, settings.Compresses);
        writer.WriteByte((byte)RdbValues.TypeOf(entry));
        RdbValues.Write(writer, entry, objects, static () => { });

        var value = new RdbCompressor(maxBytes).Compress(buffer);
        var payload = new byte[value.Length + FooterBytes];
        value.CopyTo(payload);
        BinaryPrimitives.WriteUInt16LittleEndian(payload.AsSpan(value.Length), RdbFormat.Version);
        var summed = payload.AsSpan(0, payload.Length - RdbFormat.ChecksumBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(payload.AsSpan(summed.Length), Crc64.Append(0, summed));
        return payload;
    }

    /// <summary>How long the value of a payload would be, which may be more than a payload can be.</summary>
    public static long Measure(Entry entry, ObjectStore objects, RdbSettings settings)
    {
        var buffer = new RdbBuffer();
        var output = new RdbOutput(Stream.Null, hasChecksum: false);
        RdbValues.Write(new RdbWriter(buffer, settings.Compresses), entry, objects, () => output.WriteFull(buffer));
        output.Write(buffer);
        return output.Position;
    }

    /// <summary>Whether bytes are a payload of a version that can be read, and undamaged.</summary>
    public static bool IsValid(ReadOnlySpan<byte> payload)
    {
        if (payload.Length < FooterBytes)
        {
            return false;
        }

        var summed = payload[..^RdbFormat.ChecksumBytes];
        return BinaryPrimitives.ReadUInt16LittleEndian(payload[^FooterBytes..]) <= RdbFormat.Version
            && BinaryPrimitives.ReadUInt64LittleEndian(payload[summed.Length..]) == Crc64.Append(0, summed);
    }

    /// <summary>Reads the value of a payload into a key that is not there yet.</summary>
    /// <exception cref="RdbException">It is no value, though the checksum is right, or one of nothing. The key is not there.</exception>
    public static Entry Read(ReadOnlySpan<byte> payload, Keyspace database, ReadOnlySpan<byte> key, StoreState state, StoreSettings settings)
    {
        var reader = new RdbReader(payload[..^FooterBytes].ToArray());
        var type = (RdbType)reader.ReadByte();
        var entry = new RdbValueReader(reader, state, settings).Read(type, database, key);
        return entry.IsNone ? throw reader.Problem("A collection has no elements") : entry;
    }
}
