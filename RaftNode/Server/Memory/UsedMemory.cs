using RaftNode.Store.Memory;

namespace RaftNode.Server.Memory;

/// <summary>How much memory the server uses: the blocks of keys and values with what the allocator is taken to add to each, and everything else as the last collection left it.</summary>
/// <remarks>Garbage is not in use. Were it counted, a limit would refuse writes for what the collector is about to give back.</remarks>
internal sealed class UsedMemory
{
    /// <summary>While the limit is reached, what is garbage by now is looked for so often. It is a collection of all generations, and no more often.</summary>
    private const long MillisecondsBetweenCollections = 5000;

    private long _managedBytes;
    private long _collectedAt;

    public UsedMemory() => Start();

    /// <summary>In use now.</summary>
    public long Bytes => DataBytes + _managedBytes;

    /// <summary>What keys, values and their indexes take of it.</summary>
    public static long DataBytes => Heap.UsedBytes;

    /// <summary>What was in use when there was no key yet.</summary>
    public long StartupBytes { get; private set; }

    /// <summary>The most that was in use at any tick.</summary>
    public long PeakBytes { get; private set; }

    /// <summary>What of it the garbage collector looks after: clients, buffers, the server itself.</summary>
    public long ManagedBytes => _managedBytes;

    /// <summary>The server is complete, and has no data yet.</summary>
    public void Start()
    {
        Measure();
        StartupBytes = PeakBytes = Bytes;
    }

    /// <summary>Takes the figures; to be called each tick.</summary>
    /// <param name="limit">What must not be exceeded (<c>maxmemory</c>); 0 for no limit.</param>
    /// <param name="now">In milliseconds.</param>
    public void Sample(long limit, long now)
    {
        Measure();
        PeakBytes = Math.Max(PeakBytes, Bytes);
        if (limit > 0 && Bytes > limit && _managedBytes > StartupBytes && now - _collectedAt >= MillisecondsBetweenCollections)
        {
            _collectedAt = now;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
        }
    }

    /// <summary>Gives back all that can be given back (MEMORY PURGE). Nobody is served meanwhile.</summary>
    public void Purge()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Heap.Trim();
        Measure();
    }

    private void Measure()
    {
        var last = GC.GetGCMemoryInfo(GCKind.Any);
        _managedBytes = last.Index == 0 ? GC.GetTotalMemory(forceFullCollection: false) : last.HeapSizeBytes - last.FragmentedBytes;
    }
}
