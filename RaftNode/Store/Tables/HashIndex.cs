using System.Numerics;
using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>Finds blocks by the keys that they hold. It grows and shrinks by one bucket at a time, so that no command waits for the rest.</summary>
/// <remarks>
/// Linear hashing (Litwin, 1980). With <c>n</c> the highest power of two that is not above the number of buckets, a hash belongs
/// to the bucket of its bits below <c>2n</c>, or below <c>n</c> where there is no such bucket yet. The bucket that is split
/// next is the lowest one that has not been since the last doubling.
/// </remarks>
/// <typeparam name="TLayout">Reads the key of a block.</typeparam>
internal sealed unsafe class HashIndex<TLayout>
    where TLayout : struct, IBlockLayout
{
    /// <summary>Blocks in two buckets, at most: more and chains get common, fewer and memory is wasted.</summary>
    private const int MostInTwoBuckets = 9;

    /// <summary>Blocks in two buckets, at least. Far enough from the most that growing and shrinking do not alternate.</summary>
    private const int LeastInTwoBuckets = 4;

    /// <summary>More blocks than nearly any chain has; what lies beyond is never picked before another pick has moved on.</summary>
    private const int MostDrawn = 2 * Bucket.Places;

    /// <summary>What a block takes of the index, with buckets as full as they are on average.</summary>
    public const int BytesInPlace = Bucket.Bytes * 4 / (MostInTwoBuckets + LeastInTwoBuckets);

    private readonly BucketStore _buckets = new();
    private int _mask;
    private int _split;

    public HashIndex() => _buckets.Add();

    /// <summary>How many blocks it has.</summary>
    public int Count { get; private set; }

    /// <summary>Is told of each block that comes, changes or goes; usually nobody.</summary>
    public IIndexWatcher? Watcher { get; set; }

    /// <summary>How many buckets it has, chained ones left out.</summary>
    public int BucketCount => _buckets.Count;

    /// <summary>What it takes of memory itself, chained buckets left out, which are few.</summary>
    public long Bytes => _buckets.Bytes;

    /// <summary>The hash that all methods want of a key.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> key) => SipHash.Of(key);

    /// <summary>The block of a key, or none.</summary>
    public Address Find(ReadOnlySpan<byte> key, ulong hash)
    {
        for (var bucket = BucketOf(hash); bucket != null; bucket = bucket->Next)
        {
            var places = bucket->Matches(Bucket.TagOf(hash));
            while (places != 0)
            {
                var block = bucket->Block(Bucket.TakePlace(ref places));
                if (TLayout.KeyOf(block).SequenceEqual(key))
                {
                    return block;
                }
            }
        }

        return Address.None;
    }

    /// <summary>Adds a block whose key is not here.</summary>
    public void Add(Address block, ulong hash)
    {
        AddTo(BucketOf(hash), Bucket.TagOf(hash), block);
        Count++;
        Watcher?.Entered(block, hash);
        if (Count * 2L > _buckets.Count * (long)MostInTwoBuckets)
        {
            Grow();
        }
    }

    /// <summary>Makes room for so many blocks in an index that is empty; one that has blocks grows with them.</summary>
    public void Reserve(int count)
    {
        if (Count > 0)
        {
            return;
        }

        while (count * 2L > _buckets.Count * (long)MostInTwoBuckets)
        {
            Grow();
        }
    }

    /// <summary>Puts a block in the place of one with the same key.</summary>
    public void Replace(Address old, Address block, ulong hash)
    {
        var bucket = Locate(old, hash, out var place, out _);
        bucket->Replace(place, block);
    }

    /// <summary>A block, which is here, is about to change beside its key; <see cref="EndChange(Address)"/> follows.</summary>
    public void BeginChange(Address block)
    {
        if (Watcher is not null)
        {
            Watcher.Leaving(block, HashOf(TLayout.KeyOf(block)));
        }
    }

    /// <summary>A block has changed where it is.</summary>
    public void EndChange(Address block)
    {
        if (Watcher is not null)
        {
            Watcher.Entered(block, HashOf(TLayout.KeyOf(block)));
        }
    }

    /// <summary>A block has changed, and may have moved.</summary>
    public void EndChange(Address old, Address block, ulong hash)
    {
        if (block != old)
        {
            Replace(old, block, hash);
        }

        Watcher?.Entered(block, hash);
    }

    /// <summary>Forgets a block, which is here.</summary>
    public void Remove(Address block, ulong hash)
    {
        Watcher?.Leaving(block, hash);
        var bucket = Locate(block, hash, out var place, out var previous);
        bucket->Remove(place);
        if (previous != null && bucket->IsEmpty)
        {
            previous->Unchain();
            FreeChained(bucket);
        }

        Count--;
        if (_buckets.Count > 1 && Count * 2L < _buckets.Count * (long)LeastInTwoBuckets)
        {
            Shrink();
        }
    }

    /// <summary>Forgets all blocks. They are the caller's to free.</summary>
    public void Clear()
    {
        for (var number = 0; number < _buckets.Count; number++)
        {
            FreeChain(_buckets[number]);
        }

        _buckets.Free();
        _buckets.Add();
        _mask = 0;
        _split = 0;
        Count = 0;
    }

    /// <summary>Gives all memory of the index itself back; it is not to be used any more.</summary>
    public void Free()
    {
        Clear();
        _buckets.Free();
    }

    /// <summary>
    /// Visits one more part of the index. What is here from the first call to the last is visited, whatever is added, removed,
    /// grown or shrunk between the calls, and sometimes twice (the SCAN guarantee of Redis).
    /// </summary>
    /// <param name="cursor">0 at first, then what the last call answered.</param>
    /// <param name="visited">Takes the blocks of this part.</param>
    /// <returns>The cursor of the next part; 0 at the end.</returns>
    public ulong Scan(ulong cursor, List<Address> visited)
    {
        var low = (int)(cursor & (uint)_mask);
        Collect(_buckets[low], visited);
        if (low < _split)
        {
            Collect(_buckets[low + _mask + 1], visited);
        }

        return ScanCursor.Next(cursor, (uint)_mask);
    }

    /// <summary>As <see cref="Scan"/>, but nothing is visited that the cursor has passed.</summary>
    public ulong ScanOnce(ulong cursor, List<Address> visited)
    {
        var before = visited.Count;
        var next = Scan(cursor, visited);
        if ((cursor & ~(ulong)(uint)_mask) != 0)
        {
            // The index has shrunk: a bucket that was visited has got those of one that was not.
            for (var i = visited.Count - 1; i >= before; i--)
            {
                if (ScanCursor.HasPassed(cursor, HashOf(TLayout.KeyOf(visited[i]))))
                {
                    visited.RemoveAt(i);
                }
            }
        }

        return next;
    }

    /// <summary>How many blocks each bucket has, with those that are chained to it.</summary>
    public int[] ChainLengths()
    {
        var lengths = new int[_buckets.Count];
        for (var number = 0; number < lengths.Length; number++)
        {
            for (var bucket = _buckets[number]; bucket != null; bucket = bucket->Next)
            {
                lengths[number] += bucket->Count;
            }
        }

        return lengths;
    }

    /// <summary>Any block, each with the same chance.</summary>
    /// <param name="random">Answers a number from 0 to below its argument.</param>
    public Address Pick(Func<int, int> random)
    {
        // A bucket is drawn, and a place that it may not have: then all is drawn again. So full buckets win as often as they have more.
        while (true)
        {
            var bucket = _buckets[random(_buckets.Count)];
            var wanted = random(MostDrawn);
            for (; bucket != null; bucket = bucket->Next)
            {
                var places = bucket->Used;
                var count = BitOperations.PopCount(places);
                if (wanted >= count)
                {
                    wanted -= count;
                    continue;
                }

                var place = Bucket.TakePlace(ref places);
                while (wanted-- > 0)
                {
                    place = Bucket.TakePlace(ref places);
                }

                return bucket->Block(place);
            }
        }
    }


    private Bucket* BucketOf(ulong hash)
    {
        var number = (int)(hash & (uint)_mask);
        if (number < _split)
        {
            number = (int)(hash & (((uint)_mask << 1) | 1));
        }

        return _buckets[number];
    }

    private Bucket* Locate(Address block, ulong hash, out int place, out Bucket* previous)
    {
        previous = null;
        for (var bucket = BucketOf(hash); bucket != null; bucket = bucket->Next)
        {
            var places = bucket->Matches(Bucket.TagOf(hash));
            while (places != 0)
            {
                place = Bucket.TakePlace(ref places);
                if (bucket->Block(place) == block)
                {
                    return bucket;
                }
            }

            previous = bucket;
        }

        throw new InvalidOperationException("A block is not in the index that it was to be taken from: this is a defect of the store.");
    }

    private static void AddTo(Bucket* bucket, byte tag, Address block)
    {
        while (!bucket->TryAdd(tag, block))
        {
            if (!bucket->IsChained)
            {
                bucket->Chain((Bucket*)Heap.AllocateLines(Bucket.Bytes).Value);
            }

            bucket = bucket->Next;
        }
    }

    /// <summary>Splits one bucket into itself and a new last one.</summary>
    private void Grow()
    {
        var number = _split;
        _buckets.Add();
        if (++_split > _mask)
        {
            _mask = (_mask << 1) | 1;
            _split = 0;
        }

        Distribute(_buckets[number]);
    }

    /// <summary>Merges the last bucket into the one that it was split from.</summary>
    private void Shrink()
    {
        if (_split == 0)
        {
            _mask >>= 1;
            _split = _mask + 1;
        }

        _split--;
        Distribute(_buckets[_buckets.Count - 1]);
        _buckets.RemoveLast();
    }

    /// <summary>Takes all blocks out of a bucket and puts each where it belongs now.</summary>
    private void Distribute(Bucket* bucket)
    {
        var all = *bucket;
        bucket->Clear();
        Place(&all);
        for (var next = all.Next; next != null;)
        {
            Place(next);
            var done = next;
            next = next->Next;
            FreeChained(done);
        }
    }

    private void Place(Bucket* bucket)
    {
        var places = bucket->Used;
        while (places != 0)
        {
            var block = bucket->Block(Bucket.TakePlace(ref places));
            var hash = HashOf(TLayout.KeyOf(block));
            AddTo(BucketOf(hash), Bucket.TagOf(hash), block);
        }
    }

    private static void Collect(Bucket* bucket, List<Address> visited)
    {
        for (; bucket != null; bucket = bucket->Next)
        {
            var places = bucket->Used;
            while (places != 0)
            {
                visited.Add(bucket->Block(Bucket.TakePlace(ref places)));
            }
        }
    }

    private static void FreeChain(Bucket* bucket)
    {
        for (var next = bucket->Next; next != null;)
        {
            var done = next;
            next = next->Next;
            FreeChained(done);
        }

        bucket->Clear();
    }

    private static void FreeChained(Bucket* bucket) => Heap.FreeLines(new Address((nint)bucket), Bucket.Bytes);
}
