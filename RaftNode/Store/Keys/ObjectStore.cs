using System.Collections.Concurrent;

namespace RaftNode.Store.Keys;

/// <summary>The larger values of all databases, by the numbers that entries hold.</summary>
/// <remarks>It is the event loop's; only <see cref="Release"/> is for whoever gives memory back.</remarks>
internal sealed class ObjectStore
{
    private readonly Stack<int> _free = new();
    private readonly ConcurrentQueue<int> _released = new();
    private IStoredValue?[] _objects = new IStoredValue?[16];
    private int _count;

    public long Add(IStoredValue value)
    {
        if (!_free.TryPop(out var number) && !_released.TryDequeue(out number))
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

    public IStoredValue this[long number] => Of(_objects, number);

    /// <summary>Takes a value out, which is the caller's to free then.</summary>
    public IStoredValue Remove(long number)
    {
        var value = this[number];
        _objects[number] = null;
        _free.Push((int)number);
        return value;
    }

    /// <summary>As <see cref="Remove"/>, by any thread, of a value whose entry is not in a database any more.</summary>
    public IStoredValue Release(long number)
    {
        // Where the array is just being exchanged for a longer one both have the value, and whichever keeps it does so until its number is
        // given anew, which is not before it is in the queue.
        var objects = _objects;
        var value = Of(objects, number);
        objects[number] = null;
        _released.Enqueue((int)number);
        return value;
    }

    private static IStoredValue Of(IStoredValue?[] objects, long number) =>
        objects[number] ?? throw new InvalidOperationException("An entry names a value that is gone: this is a defect of the store.");
}
