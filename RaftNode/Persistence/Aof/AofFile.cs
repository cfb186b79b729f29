namespace RaftNode.Persistence.Aof;

/// <summary>What a file of an append-only log is.</summary>
internal enum AofFileKind
{
    /// <summary>All data of a moment.</summary>
    Base = 'b',

    /// <summary>What changed after that moment.</summary>
    Increment = 'i',

    /// <summary>Not needed any more, and about to be removed.</summary>
    History = 'h',
}

/// <summary>A file as the manifest names it.</summary>
/// <param name="Name">Without its folder.</param>
/// <param name="Sequence">From 1 on, for bases and for increments.</param>
/// <param name="Kind">What it is.</param>
internal sealed record AofFile(string Name, long Sequence, AofFileKind Kind)
{
    private const string RdbEnding = ".rdb";

    /// <summary>Whether it is a base in the format of RDB.</summary>
    public bool IsRdb => Kind == AofFileKind.Base && Name.EndsWith(RdbEnding, StringComparison.Ordinal);

    /// <summary>A base in the format of RDB, or in that of the log itself.</summary>
    public static AofFile Base(string name, long sequence, bool isRdb) =>
        new($"{name}.{sequence}.base{(isRdb ? RdbEnding : ".aof")}", sequence, AofFileKind.Base);

    public static AofFile Increment(string name, long sequence) => new($"{name}.{sequence}.incr.aof", sequence, AofFileKind.Increment);
}
