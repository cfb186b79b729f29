namespace RaftNode.Store.Keys;

/// <summary>What Redis calls the ways in which values are held. https://redis.io/docs/latest/commands/object-encoding/</summary>
internal static class EncodingNames
{
    /// <summary>As OBJECT ENCODING answers it. A list is a <c>quicklist</c> in Redis 7.0 however short it is.</summary>
    public static ReadOnlySpan<byte> NameOf(Entry entry) => entry.Encoding switch
    {
        _ when entry.Type == DataType.List => "quicklist"u8,
        DataEncoding.Integer => "int"u8,
        DataEncoding.Embedded => "embstr"u8,
        DataEncoding.Raw => "raw"u8,
        DataEncoding.Listpack => "listpack"u8,
        DataEncoding.Intset => "intset"u8,
        DataEncoding.Skiplist => "skiplist"u8,
        _ => "hashtable"u8,
    };
}
