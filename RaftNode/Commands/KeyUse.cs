namespace RaftNode.Commands;

/// <summary>What a command does to a key, in the words of COMMAND. https://redis.io/docs/latest/develop/reference/key-specs/#flags</summary>
[Flags]
internal enum KeyUse
{
    /// <summary>What the flags of the command suggest: it reads and gives the value away, or it changes the value.</summary>
    Usual = 0,

    /// <summary>Reads the value or something about it.</summary>
    ReadOnly = 1 << 0,

    /// <summary>Changes what is there, after what is there.</summary>
    ReadWrite = 1 << 1,

    /// <summary>Replaces what is there, whatever it is.</summary>
    Overwrite = 1 << 2,

    /// <summary>Removes the key, whatever it holds.</summary>
    Remove = 1 << 3,

    /// <summary>Gives data of the value away: to the client or to another key.</summary>
    Access = 1 << 4,

    /// <summary>Changes data of the value.</summary>
    Update = 1 << 5,

    /// <summary>Adds data and changes none.</summary>
    Insert = 1 << 6,

    /// <summary>Takes data away.</summary>
    Delete = 1 << 7,

    /// <summary>Is no key, but goes the way of one: a channel of a shard.</summary>
    NotKey = 1 << 8,

    /// <summary>Some keys may be missed.</summary>
    Incomplete = 1 << 9,

    /// <summary>Depends on the arguments.</summary>
    VariableFlags = 1 << 10,
}
