namespace RaftNode.Store.Keys;

/// <summary>How many keys that were to be read were found, and how many were not.</summary>
internal sealed class KeyReads(IStoreObserver observer)
{
    public long Hits { get; private set; }

    public long Misses { get; private set; }

    /// <summary>Counts one.</summary>
    /// <param name="keyspace">Where it was looked for.</param>
    /// <param name="key">The key.</param>
    /// <param name="isFound">Whether it is there.</param>
    /// <param name="tellsMiss">Whether anybody is told when it is not.</param>
    public void Add(Keyspace keyspace, ReadOnlySpan<byte> key, bool isFound, bool tellsMiss = true)
    {
        if (isFound)
        {
            Hits++;
            return;
        }

        Misses++;
        if (tellsMiss)
        {
            observer.Missed(keyspace, key);
        }
    }

    public void Reset() => Hits = Misses = 0;
}
