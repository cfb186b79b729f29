using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>Knows where in the blocks of an index their keys are.</summary>
internal interface IBlockLayout
{
    /// <summary>The key of a block; it is the block's own memory.</summary>
    static abstract ReadOnlySpan<byte> KeyOf(Address block);
}
