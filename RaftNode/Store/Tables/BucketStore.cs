using RaftNode.Store.Memory;

namespace RaftNode.Store.Tables;

/// <summary>The buckets of an index by their number. They stay where they are, but for the first few, and one more costs no more than that one.</summary>
internal sealed unsafe class BucketStore
{
    private const int SegmentBits = 10;
    private const int SegmentBuckets = 1 << SegmentBits;
    private const int SegmentMask = SegmentBuckets - 1;
    private const int FirstBuckets = 4;

    private nint[] _segments = new nint[1];
    private int _firstCapacity;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What all take of memory, spare ones too.</summary>
    public long Bytes => (_firstCapacity * (long)Bucket.Bytes) + (Math.Max(0, (Count - 1) >> SegmentBits) * (long)SegmentBuckets * Bucket.Bytes);

    public Bucket* this[int number] => (Bucket*)_segments[number >> SegmentBits] + (number & SegmentMask);

    /// <summary>Adds an empty bucket at the end.</summary>
    public void Add()
    {
        if (Count < SegmentBuckets)
        {
            GrowFirst(Count + 1);
        }
        else if ((Count & SegmentMask) == 0)
        {
            AddSegment();
        }

        Count++;
    }

    /// <summary>Takes the last bucket away; it is empty.</summary>
    public void RemoveLast()
    {
        Count--;
        if ((Count & SegmentMask) == 0 && Count > 0)
        {
            var segment = Count >> SegmentBits;
            Heap.FreeLines(new Address(_segments[segment]), SegmentBuckets * Bucket.Bytes);
            _segments[segment] = 0;
        }
        else if (Count < SegmentBuckets && Count <= _firstCapacity / 4)
        {
            ResizeFirst(_firstCapacity / 2);
        }
    }

    public void Free()
    {
        ResizeFirst(0);
        for (var i = 1; i < _segments.Length && _segments[i] != 0; i++)
        {
            Heap.FreeLines(new Address(_segments[i]), SegmentBuckets * Bucket.Bytes);
        }

        _segments = new nint[1];
        Count = 0;
    }

    private void GrowFirst(int needed)
    {
        if (needed > _firstCapacity)
        {
            ResizeFirst(Math.Max(FirstBuckets, _firstCapacity * 2));
        }
    }

    private void ResizeFirst(int capacity)
    {
        var old = new Address(_segments[0]);
        var resized = capacity == 0 ? Address.None : Heap.AllocateLines(capacity * Bucket.Bytes);
        if (!old.IsNone)
        {
            var kept = Math.Min(capacity, Math.Min(Count, _firstCapacity)) * Bucket.Bytes;
            old.Span(kept).CopyTo(resized.Span(kept));
            Heap.FreeLines(old, _firstCapacity * Bucket.Bytes);
        }

        _segments[0] = resized.Value;
        _firstCapacity = capacity;
    }

    private void AddSegment()
    {
        var segment = Count >> SegmentBits;
        if (segment == _segments.Length)
        {
            Array.Resize(ref _segments, segment * 2);
        }

        _segments[segment] = Heap.AllocateLines(SegmentBuckets * Bucket.Bytes).Value;
    }
}
