namespace RaftNode.Store.Keys;

/// <summary>What a key holds, numbered as in Redis's RDB files of old, which know no other encodings of them.</summary>
internal enum DataType : byte
{
    String = 0,
    List = 1,
    Set = 2,
    SortedSet = 3,
    Hash = 4,
}
