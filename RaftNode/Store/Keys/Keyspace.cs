using RaftNode.Store.Memory;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Keys;

/// <summary>One database: its keys, their values, and when they expire.</summary>
internal sealed class Keyspace(StoreState state, int number)
{
    /// <summary>Where nearly all keys have expired the search for one that has not must end some time.</summary>
    private const int MaxPicks = 100;

    private HashIndex<EntryLayout> _entries = new();
    private HashIndex<EntryLayout> _expiring = new();
    private AverageTimeLeft _timeLeft;

    /// <summary>0 to 15, unless configured otherwise.</summary>
    public int Number { get; } = number;

    /// <summary>How many keys it has; those that have expired and were not found yet count.</summary>
    public int Count => _entries.Count;

    /// <summary>How many of them expire some time.</summary>
    public int ExpiringCount => _expiring.Count;

    /// <summary>How long those that expire still have on average, in milliseconds, as far as the expiry cycle has seen.</summary>
    public long AverageMillisecondsLeft => ExpiringCount == 0 ? 0 : _timeLeft.Milliseconds;

    /// <summary>What the index of its keys takes of memory.</summary>
    public long KeysIndexBytes => _entries.Bytes;

    /// <summary>What the index of the keys that expire takes of memory.</summary>
    public long ExpiringIndexBytes => _expiring.Bytes;

    private long AccessSeconds => state.Now / 1000;

    /// <summary>The entry of a key, or none.</summary>
    public Entry Find(ReadOnlySpan<byte> key) => Locate(key).Entry;

    /// <summary>The entry of a key without the trace that a use leaves.</summary>
    /// <param name="key">The key.</param>
    /// <param name="tellsMiss">Whether anybody is told when it is not here.</param>
    public Entry Peek(ReadOnlySpan<byte> key, bool tellsMiss = true)
    {
        var entry = Look(key).Entry;
        if (state.IsReading)
        {
            state.Reads.Add(this, key, !entry.IsNone, tellsMiss);
        }

        return entry;
    }

    /// <summary>The entry of a key as <see cref="Peek"/> has it, though nobody reads it: it counts as neither found nor missed.</summary>
    public Entry Inspect(ReadOnlySpan<byte> key) => Look(key).Entry;

    /// <summary>Where a key is or would be, so that a command that looks and then writes hashes it once.</summary>
    public KeyPlace Locate(ReadOnlySpan<byte> key)
    {
        var place = Look(key);
        if (!place.Entry.IsNone)
        {
            place.Entry.Access = (uint)AccessSeconds;
        }

        if (state.IsReading)
        {
            state.Reads.Add(this, key, !place.Entry.IsNone);
        }

        return place;
    }

    /// <summary>A command that changes data has read a key beside, which counts as read too: those that only read need not say so.</summary>
    public void CountRead(ReadOnlySpan<byte> key, bool isFound)
    {
        if (!state.IsReading)
        {
            state.Reads.Add(this, key, isFound);
        }
    }

    /// <summary>Stores a string, in the place of whatever was there. When it expires is forgotten unless it is to be kept.</summary>
    public Entry SetString(in KeyPlace place, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool keepExpiry = false)
    {
        if (StringValues.TryParseInteger(value, out var number))
        {
            return SetInteger(place, key, number, keepExpiry);
        }

        return SetText(place, key, value, keepExpiry);
    }

    /// <summary>As <see cref="SetString"/>, and what is a number is held as its digits all the same.</summary>
    public Entry SetText(in KeyPlace place, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool keepExpiry = false)
    {
        var encoding = value.Length <= StringValues.MaxEmbeddedBytes ? DataEncoding.Embedded : DataEncoding.Raw;
        var entry = SetValue(place, key, DataType.String, encoding, value.Length, keepExpiry);
        value.CopyTo(entry.Bytes);
        return entry;
    }

    /// <summary>Stores a string that is a number, in the place of whatever was there.</summary>
    public Entry SetInteger(in KeyPlace place, ReadOnlySpan<byte> key, long number, bool keepExpiry = false)
    {
        var entry = SetValue(place, key, DataType.String, DataEncoding.Integer, sizeof(long), keepExpiry);
        entry.Number = number;
        return entry;
    }

    /// <summary>Stores a value that is a block of its own, in the place of whatever was there.</summary>
    public Entry SetBlock(in KeyPlace place, ReadOnlySpan<byte> key, DataType type, DataEncoding encoding, Address block, bool keepExpiry = false)
    {
        var entry = SetValue(place, key, type, encoding, sizeof(long), keepExpiry);
        entry.ValueBlock = block;
        return entry;
    }

    /// <summary>Stores a large value, in the place of whatever was there.</summary>
    public Entry SetObject(in KeyPlace place, ReadOnlySpan<byte> key, DataType type, DataEncoding encoding, IStoredValue value, bool keepExpiry = false)
    {
        var entry = SetValue(place, key, type, encoding, sizeof(long), keepExpiry);
        entry.ObjectNumber = state.Objects.Add(value);
        return entry;
    }

    /// <summary>Changes the length of a string that stays where it is in the database.</summary>
    /// <returns>The entry, which may have moved.</returns>
    public Entry ResizeString(Entry entry, int length, int spare = 0)
    {
        BeforeChange(entry);
        var resized = entry.Resize(length, spare);
        if (resized != entry)
        {
            Moved(entry.Block, resized, HashIndex<EntryLayout>.HashOf(resized.Key));
        }

        return resized;
    }

    /// <summary>Removes a key; answers false when it is not here.</summary>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        var place = Locate(key);
        if (place.Entry.IsNone)
        {
            return false;
        }

        Remove(place);
        return true;
    }

    public void Remove(in KeyPlace place)
    {
        BeforeChange(place.Entry);
        Drop(place.Entry, place.Hash);
    }

    /// <summary>
    /// What a key and its value take of memory: the blocks that they are in, the places in the indexes, and of a large value as much as some
    /// of its parts let expect.
    /// </summary>
    /// <param name="entry">The entry.</param>
    /// <param name="samples">How many parts of a large value are looked at, about.</param>
    public long BytesTaken(Entry entry, long samples)
    {
        var places = entry.ExpiresAt == 0 ? 1 : 2;
        var own = Heap.Taken(entry.BlockBytes) + (places * HashIndex<EntryLayout>.BytesInPlace);
        return entry.Encoding switch
        {
            DataEncoding.Listpack => own + Heap.Taken(new Listpack(entry.ValueBlock).TotalBytes),
            DataEncoding.Intset => own + Heap.Taken(new Intset(entry.ValueBlock).Bytes.Length),
            > DataEncoding.Intset => own + state.Objects[entry.ObjectNumber].BytesTaken(samples),
            _ => own,
        };
    }

    /// <summary>Sets when a key expires, in milliseconds of Unix time; 0 for never.</summary>
    public void SetExpiry(Entry entry, long expiresAt)
    {
        BeforeChange(entry);
        if ((entry.ExpiresAt == 0) == (expiresAt == 0))
        {
            entry.ExpiresAt = expiresAt;
        }
        else
        {
            SetExpiry(entry, HashIndex<EntryLayout>.HashOf(entry.Key), expiresAt);
        }
    }

    /// <summary>Whether the time of an entry is over.</summary>
    public bool HasExpired(Entry entry) => entry.ExpiresAt != 0 && state.IsOver(entry.ExpiresAt);

    /// <summary>Whether a key is here. It is not used by that, and stays where its time is over.</summary>
    public KeyPresence PresenceOf(ReadOnlySpan<byte> key)
    {
        var entry = new Entry(_entries.Find(key, HashIndex<EntryLayout>.HashOf(key)));
        return entry.IsNone ? KeyPresence.Missing : HasExpired(entry) ? KeyPresence.Expired : KeyPresence.Live;
    }

    /// <summary>Removes the entries among some that have expired, and answers how many.</summary>
    public int Expire(List<Address> blocks)
    {
        var count = 0;
        var left = 0L;
        foreach (var block in blocks)
        {
            var entry = new Entry(block);
            if (HasExpired(entry))
            {
                Expire(entry, HashIndex<EntryLayout>.HashOf(entry.Key));
                count++;
            }
            else
            {
                left += entry.ExpiresAt - state.Now;
            }
        }

        _timeLeft.Note(left, blocks.Count - count);
        return count;
    }

    /// <inheritdoc cref="HashIndex{TLayout}.Scan"/>
    public ulong Scan(ulong cursor, List<Address> visited) => _entries.Scan(cursor, visited);

    /// <summary>As <see cref="Scan"/>, of the keys that expire some time.</summary>
    public ulong ScanExpiring(ulong cursor, List<Address> visited) => _expiring.Scan(cursor, visited);

    /// <summary>Any key that has not expired, each with the same chance; none when there is none, or none was met in many tries.</summary>
    public Entry PickLive(Random random)
    {
        for (var i = 0; i < MaxPicks && Count > 0; i++)
        {
            var entry = new Entry(_entries.Pick(random.Next));
            if (!HasExpired(entry))
            {
                return entry;
            }

            Expire(entry, HashIndex<EntryLayout>.HashOf(entry.Key));
        }

        return Entry.None;
    }

    /// <summary>Moves an entry, value, expiry and all, to another key or database, in the place of whatever is there.</summary>
    public void MoveTo(Keyspace target, in KeyPlace source, ReadOnlySpan<byte> key)
    {
        BeforeChange(source.Entry);
        target.Put(Entry.CopyOf(source.Entry, key));
        Forget(source.Entry, source.Hash);
        source.Entry.Free();
    }

    /// <summary>Copies an entry, value, expiry and all, to another key or database, in the place of whatever is there.</summary>
    public void CopyTo(Keyspace target, Entry source, ReadOnlySpan<byte> key)
    {
        var copy = Entry.CopyOf(source, key);
        switch (copy.Encoding)
        {
            case DataEncoding.Listpack:
                copy.ValueBlock = Listpack.From(new Listpack(source.ValueBlock).Bytes).Block;
                break;
            case DataEncoding.Intset:
                copy.ValueBlock = Intset.From(new Intset(source.ValueBlock).Bytes).Block;
                break;
            case > DataEncoding.Intset:
                copy.ObjectNumber = state.Objects.Add(state.Objects[source.ObjectNumber].Copy());
                break;
        }

        target.Put(copy);
    }

    /// <summary>Makes room for keys that are about to come into an empty database, so that it need not grow by and by.</summary>
    public void Reserve(int count, int expiringCount)
    {
        _entries.Reserve(count);
        _expiring.Reserve(expiringCount);
    }

    /// <summary>The keys, for a snapshot to walk over.</summary>
    public HashIndex<EntryLayout> Keys => _entries;

    /// <summary>Those of them that expire some time.</summary>
    public HashIndex<EntryLayout> ExpiringKeys => _expiring;

    /// <summary>Exchanges all that two databases have; their numbers stay.</summary>
    public void Swap(Keyspace other)
    {
        (_entries, other._entries) = (other._entries, _entries);
        (_expiring, other._expiring) = (other._expiring, _expiring);
        (_timeLeft, other._timeLeft) = (other._timeLeft, _timeLeft);
    }

    /// <summary>Forgets all keys at once; their memory is handed over to be given back.</summary>
    public void Clear()
    {
        if (state.Snapshot?.Keeps(_entries) != true)
        {
            state.Observer.Discarded(new DetachedKeys(_entries, state));
        }

        state.Observer.Discarded(new DetachedIndex(_expiring));
        _entries = new HashIndex<EntryLayout>();
        _expiring = new HashIndex<EntryLayout>();
        _timeLeft = default;
    }

    /// <summary>Every entry that a command is handed comes from here: unless it only reads, the snapshot under way has it from here on.</summary>
    private KeyPlace Look(ReadOnlySpan<byte> key)
    {
        var hash = HashIndex<EntryLayout>.HashOf(key);
        var entry = new Entry(_entries.Find(key, hash));
        if (!entry.IsNone)
        {
            if (HasExpired(entry))
            {
                return new KeyPlace(Expire(entry, hash), hash);
            }

            if (state.Snapshot is not null && !state.IsReading)
            {
                BeforeChange(entry);
            }
        }

        return new KeyPlace(entry, hash);
    }

    /// <summary>Takes an entry in, in the place of whatever is there under its key.</summary>
    private void Put(Entry entry)
    {
        var place = Locate(entry.Key);
        if (!place.Entry.IsNone)
        {
            Remove(place);
        }

        entry.Epoch = state.Epoch;
        _entries.Add(entry.Block, place.Hash);
        if (entry.ExpiresAt != 0)
        {
            _expiring.Add(entry.Block, place.Hash);
        }

        TellCreated(entry.Key);
    }

    private void TellCreated(ReadOnlySpan<byte> key)
    {
        if (!state.IsLoading)
        {
            state.Observer.Created(this, key);
        }
    }

    private void FreeValue(Entry entry)
    {
        switch (entry.Encoding)
        {
            case DataEncoding.Listpack:
                Listpack.Free(entry.ValueBlock);
                break;
            case DataEncoding.Intset:
                Intset.Free(entry.ValueBlock);
                break;
            case > DataEncoding.Intset:
                Discard(state.Objects.Remove(entry.ObjectNumber));
                break;
        }
    }

    private void Discard(IStoredValue value)
    {
        if (state.Snapshot?.Keeps(value) != true)
        {
            state.Observer.Discarded(value);
        }
    }

    private Entry Expire(Entry entry, ulong hash)
    {
        if (state.RemovesExpired || !state.IsReading)
        {
            BeforeChange(entry);
            state.Observer.Expired(this, entry.Key);
            Drop(entry, hash);
        }

        return Entry.None;
    }

    /// <summary>Makes room for a value under a key, in the block that is there where it can.</summary>
    private Entry SetValue(in KeyPlace place, ReadOnlySpan<byte> key, DataType type, DataEncoding encoding, int length, bool keepExpiry)
    {
        var entry = place.Entry;
        if (entry.IsNone)
        {
            entry = Entry.Create(key, type, encoding, length);
            entry.Epoch = state.Epoch;
            _entries.Add(entry.Block, place.Hash);
            TellCreated(key);
        }
        else
        {
            BeforeChange(entry);
            FreeValue(entry);
            if (!keepExpiry && entry.ExpiresAt != 0)
            {
                SetExpiry(entry, place.Hash, 0);
            }

            if (length != entry.ValueLength)
            {
                entry = entry.Resize(length);
                Moved(place.Entry.Block, entry, place.Hash);
            }

            entry.Become(type, encoding);
        }

        entry.Access = (uint)AccessSeconds;
        return entry;
    }

    private void SetExpiry(Entry entry, ulong hash, long expiresAt)
    {
        if (entry.ExpiresAt != 0 && expiresAt == 0)
        {
            _expiring.Remove(entry.Block, hash);
        }
        else if (entry.ExpiresAt == 0 && expiresAt != 0)
        {
            _expiring.Add(entry.Block, hash);
        }

        entry.ExpiresAt = expiresAt;
    }

    private void Drop(Entry entry, ulong hash)
    {
        Forget(entry, hash);
        FreeValue(entry);
        entry.Free();
    }

    private void Forget(Entry entry, ulong hash)
    {
        _entries.Remove(entry.Block, hash);
        if (entry.ExpiresAt != 0)
        {
            _expiring.Remove(entry.Block, hash);
        }
    }

    private void Moved(Address old, Entry entry, ulong hash)
    {
        if (old == entry.Block)
        {
            return;
        }

        _entries.Replace(old, entry.Block, hash);
        if (entry.ExpiresAt != 0)
        {
            _expiring.Replace(old, entry.Block, hash);
        }
    }

    private void BeforeChange(Entry entry)
    {
        if (state.Snapshot is { } snapshot && entry.Epoch != state.Epoch)
        {
            snapshot.BeforeChange(_entries, entry);
            entry.Epoch = state.Epoch;
        }
    }
}
