namespace RaftNode.Store.Keys;

/// <summary>Up to when values are held in the compact way. Names, defaults and meanings are those of redis.conf.</summary>
internal sealed class StoreSettings
{
    public int HashMaxListpackEntries { get; set; } = 512;

    public int HashMaxListpackValue { get; set; } = 64;

    public int SetMaxIntsetEntries { get; set; } = 512;

    public int ZsetMaxListpackEntries { get; set; } = 128;

    public int ZsetMaxListpackValue { get; set; } = 64;

    /// <summary>How long a node of a list is: so many entries when positive, else 4, 8, 16, 32 or 64 KB for -1 to -5.</summary>
    public int ListMaxListpackSize { get; set; } = -2;

    /// <summary>
    /// The most that <see cref="MaxStringBytes"/> can be, 1000 MB: a key and a value of this length are in one block with a header and
    /// some spare room, and the length of a block is an int.
    /// </summary>
    public const int MostStringBytes = 1000 << 20;

    /// <summary>The most that a string of a file can have, 1008 MB: it may be a listpack, which has something around its elements.</summary>
    public const int MostBlockBytes = 1008 << 20;

    /// <summary>What would take more than this is held in the way of a large value, whatever the limits above say: a block has to fit into a file.</summary>
    public int MaxPackedBytes { get; set; } = MostStringBytes;

    /// <summary>The longest string (<c>proto-max-bulk-len</c>), <see cref="MostStringBytes"/> at most.</summary>
    public int MaxStringBytes { get; set; } = 512 << 20;
}
