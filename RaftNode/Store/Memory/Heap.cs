using System.Runtime.InteropServices;

namespace RaftNode.Store.Memory;

/// <summary>Memory for keys and values, outside the reach of the garbage collector.</summary>
/// <remarks>
/// A million keys as objects would be two million objects and more for the collector to visit, with pauses that grow with the
/// data. Here a collection never sees them, and each takes its own bytes and the eight of the C library's allocator.
/// </remarks>
internal static unsafe class Heap
{
    /// <summary>What glibc's allocator puts in front of a small block, and what it rounds to. Others, and large blocks, differ by little.</summary>
    private const int HeaderBytes = 8;
    private const int GranuleBytes = 16;
    private const int SmallestBytes = 32;

    private static long _usedBytes;

    /// <summary>What all blocks take, with what the allocator is taken to add to each.</summary>
    public static long UsedBytes => Volatile.Read(ref _usedBytes);

    /// <summary>A new block, of unknown content.</summary>
    /// <exception cref="OutOfMemoryException">The machine has none left.</exception>
    public static Address Allocate(int bytes)
    {
        Count(Taken(bytes));
        return new Address((nint)NativeMemory.Alloc((nuint)bytes));
    }

    /// <summary>A new block of zeros that begins at a line of the processor's cache.</summary>
    public static Address AllocateLines(int bytes)
    {
        Count(Taken(bytes + CacheLineBytes));
        var block = NativeMemory.AlignedAlloc((nuint)bytes, CacheLineBytes);
        NativeMemory.Clear(block, (nuint)bytes);
        return new Address((nint)block);
    }

    /// <summary>The same block with another length; it may have moved, and content beyond the old length is unknown.</summary>
    public static Address Resize(Address block, int oldBytes, int newBytes)
    {
        Count(Taken(newBytes) - Taken(oldBytes));
        return new Address((nint)NativeMemory.Realloc((void*)block.Value, (nuint)newBytes));
    }

    /// <summary>Gives a block back.</summary>
    /// <param name="block">It is not to be used any more.</param>
    /// <param name="bytes">Its length.</param>
    public static void Free(Address block, int bytes)
    {
        Count(-Taken(bytes));
        NativeMemory.Free((void*)block.Value);
    }

    /// <summary>Gives a block of <see cref="AllocateLines"/> back.</summary>
    public static void FreeLines(Address block, int bytes)
    {
        Count(-Taken(bytes + CacheLineBytes));
        NativeMemory.AlignedFree((void*)block.Value);
    }

    /// <summary>Gives the system back what the C library keeps for later blocks, where that library can.</summary>
    public static void Trim()
    {
        if (OperatingSystem.IsLinux() && NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "malloc_trim", out var trim))
        {
            _ = ((delegate* unmanaged<nuint, int>)trim)(0);
        }
    }

    /// <summary>What a block of so many bytes is taken to need of the process's memory.</summary>
    public static int Taken(int bytes) => Math.Max(SmallestBytes, (bytes + HeaderBytes + GranuleBytes - 1) & -GranuleBytes);

    public const int CacheLineBytes = 64;

    /// <summary>Big values are given back by another thread.</summary>
    private static void Count(long bytes) => Interlocked.Add(ref _usedBytes, bytes);
}
