namespace RaftNode.Store.Keys;

/// <summary>A value that is too large for one block.</summary>
internal interface IStoredObject
{
    /// <summary>How many pieces of memory it has: many are given back by another thread.</summary>
    int Pieces { get; }

    /// <summary>Gives its memory back. It is not to be used any more; any thread may do this.</summary>
    void Free();
}

/// <summary>The larger values of all databases, by the numbers that entries hold.</summary>
internal sealed class ObjectStore
{
    private readonly Stack<int> _free = new();
    private IStoredObject?[] _objects = new IStoredObject?[16];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => _count - _free.Count;

    public long Add(IStoredObject value)
    {
        if (!_free.TryPop(out var number))
        {
            if (_count == _objects.Length)
            {
                Array.Resize(ref _objects, _count * 2);
            }

            number = _count++;
        }

        _objects[number] = value;
        return number;
    }

    public IStoredObject this[long number] =>
        _objects[number] ?? throw new InvalidOperationException("An entry names a value that is gone: this is a defect of the store.");

    /// <summary>Takes a value out, which is the caller's to free then.</summary>
    public IStoredObject Remove(long number)
    {
        var value = this[number];
        _objects[number] = null;
        _free.Push((int)number);
        return value;
    }
}
