namespace RaftNode.Persistence.Rdb;

/// <summary>How RDB files are written. Names, defaults and meanings are those of redis.conf.</summary>
internal sealed class RdbSettings
{
    /// <summary>Whether strings of more than 20 bytes are compressed (<c>rdbcompression</c>).</summary>
    public bool Compresses { get; set; } = true;

    /// <summary>Whether a checksum ends a file, and is looked at when it is read (<c>rdbchecksum</c>).</summary>
    public bool HasChecksum { get; set; } = true;

    /// <summary>The longest payload of DUMP: it is made in one piece.</summary>
    public int MaxPayloadBytes { get; set; } = RdbBuffer.MostBytes;
}
