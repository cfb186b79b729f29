namespace RedisLib.Connections;

/// <summary>
/// The commands in flight, oldest first: a ring of fixed size. One thread at a time adds (the link's lock sees to that) and
/// one thread at a time takes away (the one that reads); the two need no lock between them.
/// </summary>
internal sealed class PendingLine
{
    private readonly PendingReply?[] _slots;
    private readonly int _capacity;
    private long _head;
    private long _tail;

    public PendingLine(int capacity)
    {
        _capacity = capacity;
        _slots = new PendingReply?[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity)];
    }

    /// <summary>How many were ever added.</summary>
    public long Tail => Volatile.Read(ref _tail);

    /// <summary>How many were ever taken away.</summary>
    public long Head => Volatile.Read(ref _head);

    public bool IsEmpty => Head == Tail;

    public int Count => (int)(Tail - Head);

    public bool IsFull => Count >= _capacity;

    /// <summary>Adds behind the others; the caller has checked that there is room.</summary>
    public void Add(PendingReply reply)
    {
        this[_tail] = reply;
        Volatile.Write(ref _tail, _tail + 1);
    }

    /// <summary>The oldest, or null when there is none.</summary>
    public PendingReply? Peek() => IsEmpty ? null : this[_head];

    /// <summary>Takes the oldest away.</summary>
    public void Remove()
    {
        this[_head] = null;
        Volatile.Write(ref _head, _head + 1);
    }

    /// <summary>The one added as number <paramref name="index"/>, or null when it has been taken away meanwhile.</summary>
    public PendingReply? this[long index]
    {
        get => _slots[index & (_slots.Length - 1)];
        private set => _slots[index & (_slots.Length - 1)] = value;
    }
}
