namespace RaftNode.Store.Memory;

/// <summary>Where a block of the <see cref="Heap"/> begins.</summary>
/// <param name="Value">The address in this process; 0 is no block.</param>
internal readonly record struct Address(nint Value)
{
    /// <summary>No block.</summary>
    public static Address None => default;

    public bool IsNone => Value == 0;

    /// <summary>The bytes from here on. Nothing but the block's own layout knows how many there are.</summary>
    public unsafe Span<byte> Span(int length) => new((void*)Value, length);

    /// <summary>The value that is stored so many bytes from here, to be read or changed in place.</summary>
    public unsafe ref T Field<T>(int offset)
        where T : unmanaged => ref *(T*)(Value + offset);
}
