using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>Is told what happens to the blocks of an index. One that changes leaves and enters.</summary>
internal interface IIndexWatcher
{
    /// <summary>A block is about to be removed or to change.</summary>
    void Leaving(Address block, ulong hash);

    /// <summary>A block was added or has changed.</summary>
    void Entered(Address block, ulong hash);
}
