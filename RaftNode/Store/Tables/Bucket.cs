using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>
/// Up to seven blocks whose keys fall together, in one line of the processor's cache: a byte of each one's hash, and where the
/// blocks are. When seven are too few the last place leads to another bucket.
/// </summary>
/// <remarks>
/// <c>tag0 tag1 tag2 tag3 tag4 tag5 tag6 chain | block0 ... block6</c>. A tag is 0 for an empty place, else its high bit is set.
/// </remarks>
[StructLayout(LayoutKind.Sequential, Size = Bytes)]
internal unsafe struct Bucket
{
    public const int Bytes = Heap.CacheLineBytes;
    public const int Places = 7;

    private const int LinkPlace = Places - 1;
    private const ulong ChainFlag = 1UL << 56;
    private const ulong EveryTag = 0x00_01_01_01_01_01_01_01;
    private const ulong HighBits = 0x00_80_80_80_80_80_80_80;

    private ulong _control;
    private fixed long _blocks[Places];

    /// <summary>The tag of a hash. The index takes the low bits, so that this takes the high ones.</summary>
    public static byte TagOf(ulong hash) => (byte)((hash >> 56) | 0x80);

    public readonly bool IsChained => (_control & ChainFlag) != 0;

    public readonly bool IsEmpty => _control == 0;

    /// <summary>The next bucket of the chain.</summary>
    public readonly Bucket* Next => IsChained ? (Bucket*)_blocks[LinkPlace] : null;

    /// <summary>The places in use, a set high bit for each, to be taken one after the other by <see cref="TakePlace"/>.</summary>
    public readonly ulong Used => _control & HighBits;

    public readonly int Count => BitOperations.PopCount(Used);

    /// <summary>Places that may hold the tag: all that do, seldom one that does not.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong Matches(byte tag)
    {
        var difference = _control ^ (EveryTag * tag);
        return (difference - EveryTag) & ~difference & HighBits;
    }

    /// <summary>The first of a set of places, which it leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int TakePlace(ref ulong places)
    {
        var place = BitOperations.TrailingZeroCount(places) >> 3;
        places &= places - 1;
        return place;
    }

    public readonly Address Block(int place) => new((nint)_blocks[place]);

    /// <summary>Replaces a block by one with the same key.</summary>
    public void Replace(int place, Address block) => _blocks[place] = block.Value;

    /// <summary>Puts a block into a free place; answers false when there is none.</summary>
    public bool TryAdd(byte tag, Address block)
    {
        var free = ~_control & HighBits;
        if (IsChained)
        {
            free &= HighBits >> 8;
        }

        if (free == 0)
        {
            return false;
        }

        var place = TakePlace(ref free);
        _control |= (ulong)tag << (place * 8);
        _blocks[place] = block.Value;
        return true;
    }

    public void Remove(int place)
    {
        _control &= ~(0xffUL << (place * 8));
        _blocks[place] = 0;
    }

    /// <summary>Makes the last place lead to <paramref name="next"/>; the block that was there goes into it.</summary>
    public void Chain(Bucket* next)
    {
        var tag = (byte)(_control >> (LinkPlace * 8));
        if (tag != 0)
        {
            next->TryAdd(tag, Block(LinkPlace));
        }

        _control = (_control & ~(0xffUL << (LinkPlace * 8))) | ChainFlag;
        _blocks[LinkPlace] = (long)next;
    }

    /// <summary>Ends the chain here. The bucket that was next is the caller's to free.</summary>
    public void Unchain()
    {
        _control &= ~ChainFlag;
        _blocks[LinkPlace] = 0;
    }

    public void Clear() => this = default;
}
