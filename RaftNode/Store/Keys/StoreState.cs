namespace RaftNode.Store.Keys;

/// <summary>What the databases share, and what they are told of the world: they have no clock of their own.</summary>
internal sealed class StoreState(IStoreObserver observer)
{
    /// <summary>The time of the command that runs, in milliseconds of Unix time.</summary>
    public long Now { get; set; }

    /// <summary>Whether clients are paused: the data stays as it is meanwhile.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Whether changes wait that could not be told to who has to know of all: nothing is added to them that nobody has asked for.</summary>
    public bool HasUntoldChanges { get; set; }

    /// <summary>Whether a key is removed when it is found to have expired. Else it is hidden from who reads; who writes gets it out of the way.</summary>
    public bool RemovesExpired => !IsPaused && !HasUntoldChanges;

    /// <summary>Whether a log is replayed: keys end then by what it says and not by the clock, since it was written when they had not ended.</summary>
    public bool IsReplaying { get; set; }

    /// <summary>Whether values are read from a file or a payload: nobody is told of a key that comes so, which is new to nobody or not there yet.</summary>
    public bool IsLoading { get; set; }

    /// <summary>How many changes commands have made since the start.</summary>
    public long Changes { get; set; }

    /// <summary>How many of the keys that were to be read were there.</summary>
    public KeyReads Reads { get; } = new(observer);

    /// <summary>The number of the snapshot that was begun last: an entry with another one is not in it yet, nor newer than it.</summary>
    public byte Epoch { get; set; }

    /// <summary>How many snapshots in a row were begun and not ended, so that entries have as many numbers, and one of before them.</summary>
    public int GivenUpEpochs { get; set; }

    /// <summary>The snapshot that is being taken, which is shown each entry before that changes or goes; null when there is none.</summary>
    public ISnapshot? Snapshot { get; set; }

    /// <summary>Whether what runs only reads. Else every entry that it is handed counts as one that it changes.</summary>
    public bool IsReading { get; set; }

    public ObjectStore Objects { get; } = new();

    public IStoreObserver Observer { get; } = observer;

    /// <summary>Whether a point in time, in milliseconds of Unix time, is over for the keys that end then.</summary>
    public bool IsOver(long expiresAt) => expiresAt <= Now && !IsReplaying;
}

/// <summary>Is told what happens to keys.</summary>
internal interface IStoreObserver
{
    /// <summary>A key has been removed because its time was over.</summary>
    void Expired(Keyspace keyspace, ReadOnlySpan<byte> key);

    /// <summary>A key that is new has been added.</summary>
    void Created(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
    }

    /// <summary>A key that was to be read is not here.</summary>
    void Missed(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
    }

    /// <summary>A large value is not needed any more. Its memory is to be given back, here or where it holds nobody up.</summary>
    void Discarded(IStoredObject value);
}
