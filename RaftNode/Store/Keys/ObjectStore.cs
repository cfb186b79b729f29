using RaftNode.Store.Memory;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>What is too large for one block.</summary>
internal interface IStoredObject
{
    /// <summary>How many pieces of memory it has: many are given back by another thread.</summary>
    int Pieces { get; }

    /// <summary>Gives its memory back. It is not to be used any more; any thread may do this.</summary>
    void Free();
}

/// <summary>A value of a key that is too large for one block.</summary>
internal interface IStoredValue : IStoredObject
{
    /// <summary>The same value in memory of its own.</summary>
    IStoredValue Copy();

    /// <summary>What it takes of memory, by so many of its parts.</summary>
    long BytesTaken(long samples);
}

/// <summary>A value whose elements are found through an index.</summary>
internal interface IStoredTable : IStoredValue
{
    /// <summary>Who is told of each element that comes, changes or goes.</summary>
    IIndexWatcher? Watcher { set; }

    /// <inheritdoc cref="HashIndex{TLayout}.ScanOnce"/>
    ulong ScanOnce(ulong cursor, List<Address> visited);
}

/// <summary>The larger values of all databases, by the numbers that entries hold.</summary>
internal sealed class ObjectStore
{
    private readonly Stack<int> _free = new();
    private IStoredValue?[] _objects = new IStoredValue?[16];
    private int _count;

    /// <summary>How many there are.</summary>
    public int Count => _count - _free.Count;

    public long Add(IStoredValue value)
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

    public IStoredValue this[long number] =>
        _objects[number] ?? throw new InvalidOperationException("An entry names a value that is gone: this is a defect of the store.");

    /// <summary>Takes a value out, which is the caller's to free then.</summary>
    public IStoredValue Remove(long number)
    {
        var value = this[number];
        _objects[number] = null;
        _free.Push((int)number);
        return value;
    }
}
