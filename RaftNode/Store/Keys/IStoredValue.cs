namespace RaftNode.Store.Keys;

/// <summary>A value of a key that is too large for one block.</summary>
internal interface IStoredValue : IStoredObject
{
    /// <summary>The same value in memory of its own.</summary>
    IStoredValue Copy();

    /// <summary>What it takes of memory, by so many of its parts.</summary>
    long BytesTaken(long samples);
}
