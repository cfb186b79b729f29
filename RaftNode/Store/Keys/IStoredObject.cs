namespace RaftNode.Store.Keys;

/// <summary>What is too large for one block.</summary>
internal interface IStoredObject
{
    /// <summary>How many pieces of memory it has: many are given back by another thread.</summary>
    int Pieces { get; }

    /// <summary>Gives its memory back. It is not to be used any more; any thread may do this.</summary>
    void Free();
}
