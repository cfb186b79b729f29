namespace RaftNode.Persistence.Rdb;

/// <summary>The numbers of Redis's RDB format. They stand in files of others, so none ever changes.</summary>
internal static class RdbFormat
{
    /// <summary>The version of Redis 7.0, which is written; older ones are read too.</summary>
    public const int Version = 10;

    /// <summary>From this version on a checksum is at the end.</summary>
    public const int FirstVersionWithChecksum = 5;

    /// <summary>How long the name and the version are that a file begins with, <c>REDIS0010</c>.</summary>
    public const int HeaderBytes = 9;

    public const int ChecksumBytes = sizeof(ulong);

    public static ReadOnlySpan<byte> Magic => "REDIS"u8;
}

/// <summary>What stands where the type of a value would, and says something else.</summary>
internal enum RdbOpcode : byte
{
    Function2 = 245,
    FunctionOfCandidate = 246,
    ModuleAuxiliary = 247,
    Idle = 248,
    Frequency = 249,
    Auxiliary = 250,
    ResizeDatabase = 251,
    ExpireTimeMilliseconds = 252,
    ExpireTime = 253,
    SelectDatabase = 254,
    End = 255,
}

/// <summary>The type of a value and how it is encoded.</summary>
internal enum RdbType : byte
{
    String = 0,
    List = 1,
    Set = 2,
    SortedSet = 3,
    Hash = 4,

    /// <summary>With scores of eight bytes instead of text.</summary>
    SortedSet2 = 5,

    Module = 6,
    Module2 = 7,
    HashZipmap = 9,
    ListZiplist = 10,
    SetIntset = 11,
    SortedSetZiplist = 12,
    HashZiplist = 13,

    /// <summary>Nodes that are ziplists.</summary>
    ListQuicklist = 14,

    Stream = 15,
    HashListpack = 16,
    SortedSetListpack = 17,

    /// <summary>Nodes that are listpacks or single elements.</summary>
    ListQuicklist2 = 18,

    Stream2 = 19,
}

/// <summary>The two high bits of a length, and the low ones of some.</summary>
internal static class RdbLength
{
    public const int Bits6 = 0;
    public const int Bits14 = 1;

    /// <summary>The low bits say how the string that follows is encoded.</summary>
    public const int Encoded = 3;

    public const byte Bits32 = 0x80;
    public const byte Bits64 = 0x81;

    /// <summary>The longest length, that of 64 bits and its mark.</summary>
    public const int MaxBytes = 9;
}

/// <summary>How a string is encoded that is not given by its bytes.</summary>
internal enum RdbStringEncoding
{
    Int8 = 0,
    Int16 = 1,
    Int32 = 2,
    Lzf = 3,
}

/// <summary>What a node of a list is.</summary>
internal enum RdbNode
{
    /// <summary>A single element.</summary>
    Plain = 1,

    /// <summary>A listpack.</summary>
    Packed = 2,
}
