namespace RaftNode.Store.Keys;

/// <summary>How a value is held in memory; OBJECT ENCODING answers it.</summary>
internal enum DataEncoding : byte
{
    /// <summary>A string that is a number of 64 bits, held as one.</summary>
    Integer,

    /// <summary>A string of at most 44 bytes that was set as a whole.</summary>
    Embedded,

    /// <summary>Any other string.</summary>
    Raw,

    /// <summary>A small list, hash or sorted set in one block.</summary>
    Listpack,

    /// <summary>A small set of numbers in one block.</summary>
    Intset,

    /// <summary>A large list: listpacks in a row.</summary>
    Quicklist,

    /// <summary>A large set or hash.</summary>
    Table,

    /// <summary>A large sorted set. Redis has a skip list here, and its name stays.</summary>
    Skiplist,
}
