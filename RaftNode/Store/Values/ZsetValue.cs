using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Numbers;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;

namespace RaftNode.Store.Values;

/// <summary>The sorted set of an entry, in one listpack while it is small, in a table and a tree when it is large.</summary>
internal readonly struct ZsetValue(Entry entry, ObjectStore objects) : IElementValue<ZsetValue>
{
    public static DataType Type => DataType.SortedSet;

    public static bool HasValues => true;

    public int Count => IsSmall ? Small.Count : Large.Count;

    private bool IsSmall => entry.Encoding == DataEncoding.Listpack;

    private PackedZset Small => new(new Listpack(entry.ValueBlock));

    private RankedSet Large => (RankedSet)objects[entry.ObjectNumber];

    public static ZsetValue Of(Entry entry, ObjectStore objects) => new(entry, objects);

    /// <summary>Makes a sorted set in the place of whatever is there; it has no member yet, and is to get one.</summary>
    public static ZsetValue Create(Keyspace database, in KeyPlace place, ReadOnlySpan<byte> key, ObjectStore objects) =>
        new(database.SetBlock(place, key, DataType.SortedSet, DataEncoding.Listpack, Listpack.Create().Block), objects);

    /// <summary>Stores members in the place of whatever is there, and takes them over.</summary>
    public static void Store(Keyspace database, in KeyPlace place, ReadOnlySpan<byte> key, RankedSet members, StoreSettings settings)
    {
        if (!IsSmallEnough(members, settings))
        {
            database.SetObject(place, key, DataType.SortedSet, DataEncoding.Skiplist, members);
            return;
        }

        var small = new PackedZset(Listpack.Create());
        for (var cursor = members.At(0); !cursor.IsEnd; cursor.MoveNext())
        {
            small = small.Append(RankedSet.MemberOf(cursor.Block), cursor.Score);
        }

        members.Free();
        database.SetBlock(place, key, DataType.SortedSet, DataEncoding.Listpack, small.Members.Block);
    }

    /// <summary>Looks for a member.</summary>
    public ZsetPlace Find(ReadOnlySpan<byte> member)
    {
        if (IsSmall)
        {
            var small = Small;
            var offset = small.Find(member);
            return offset < 0 ? default : new ZsetPlace(IsFound: true, small.ScoreAt(offset), offset, Address.None, Hash: 0);
        }

        var block = Large.Find(member, out var hash);
        return block.IsNone
            ? new ZsetPlace(IsFound: false, Score: 0, Offset: 0, block, hash)
            : new ZsetPlace(IsFound: true, RankedSet.ScoreOf(block), Offset: 0, block, hash);
    }

    /// <summary>Adds a member that was looked for and is not here.</summary>
    public void Add(in ZsetPlace place, ReadOnlySpan<byte> member, double score, StoreSettings settings)
    {
        if (!IsSmall)
        {
            Large.Add(member, place.Hash, score);
        }
        else if (Count < settings.ZsetMaxListpackEntries && member.Length <= settings.ZsetMaxListpackValue
            && (long)Small.Members.TotalBytes + member.Length <= settings.MaxPackedBytes)
        {
            Become(Small.Add(member, score));
        }
        else
        {
            BecomeLarge();
            Large.Add(member, score);
        }
    }

    /// <summary>Gives a member that was found another score.</summary>
    public void SetScore(in ZsetPlace place, ReadOnlySpan<byte> member, double score)
    {
        if (IsSmall)
        {
            Become(Small.Remove(place.Offset).Add(member, score));
        }
        else
        {
            Large.SetScore(place.Block, score);
        }
    }

    public bool Remove(ReadOnlySpan<byte> name)
    {
        var place = Find(name);
        if (!place.IsFound)
        {
            return false;
        }

        if (IsSmall)
        {
            Become(Small.Remove(place.Offset));
        }
        else
        {
            Large.Remove(place.Block);
        }

        return true;
    }

    /// <summary>Removes the members of a range.</summary>
    public void Remove(RankRange range)
    {
        if (IsSmall)
        {
            Become(Small.Remove(Small.At(range.First), range.Count));
            return;
        }

        for (var i = 0; i < range.Count; i++)
        {
            Large.Remove(Large.At(range.First).Block);
        }
    }

    /// <summary>Holds it in the way of a large one from now on.</summary>
    public void BecomeLarge()
    {
        if (!IsSmall)
        {
            return;
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var large = new RankedSet();
        for (var cursor = Walk(); !cursor.IsEnd; cursor.MoveNext())
        {
            large.Add(cursor.Member(scratch), cursor.Score);
        }

        Listpack.Free(entry.ValueBlock);
        entry.Become(DataType.SortedSet, DataEncoding.Skiplist);
        entry.ObjectNumber = objects.Add(large);
    }

    /// <summary>How many members come before one that was found.</summary>
    public int RankOf(in ZsetPlace place) => IsSmall ? Small.RankOf(place.Offset) : Large.RankOf(place.Block);

    /// <summary>How many members have a lower score, or an equal one as well.</summary>
    public int CountBelow(double score, bool orEqual) => IsSmall ? Small.CountBelow(score, orEqual) : Large.CountBelow(score, orEqual);

    /// <summary>How many members come before one, or are it, where all scores are equal.</summary>
    public int CountBelow(ReadOnlySpan<byte> member, bool orEqual) => IsSmall ? Small.CountBelow(member, orEqual) : Large.CountBelow(member, orEqual);

    /// <summary>Walks over all members in their order.</summary>
    public ZsetCursor Walk() => Walk(new RankRange(0, Count));

    /// <summary>Walks over the members of a range in their order, or from the last to the first.</summary>
    public ZsetCursor Walk(RankRange range, bool isReverse = false)
    {
        var first = isReverse ? range.Last : range.First;
        return IsSmall
            ? new ZsetCursor(Small, Small.At(first), range.Count, isReverse)
            : new ZsetCursor(Large.At(first), range.Count, isReverse);
    }

    /// <summary>Visits all members in their order, each with the text of its score.</summary>
    public void ForEach(ElementAction action)
    {
        for (var cursor = Walk(); !cursor.IsEnd; cursor.MoveNext())
        {
            Visit(cursor, action);
        }
    }

    public ulong Scan(ulong cursor, long count, ElementAction action)
    {
        if (IsSmall)
        {
            ForEach(action);
            return 0;
        }

        var visited = new List<Address>();
        var next = ScanRounds.Run(Large.Scan, cursor, count, visited);
        foreach (var block in visited)
        {
            Visit(RankedSet.MemberOf(block), RankedSet.ScoreOf(block), action);
        }

        return next;
    }

    public void Pick(Random random, ElementAction action) => Visit(Walk(new RankRange(random.Next(Count), 1)), action);

    private static bool IsSmallEnough(RankedSet members, StoreSettings settings)
    {
        var isSmall = members.Count <= settings.ZsetMaxListpackEntries;
        var bytes = 0L;
        for (var cursor = members.At(0); isSmall && !cursor.IsEnd; cursor.MoveNext())
        {
            var length = RankedSet.MemberOf(cursor.Block).Length;
            bytes += length + DoubleText.MaxBytes + (2 * ListpackEntry.MaxOverheadBytes);
            isSmall = length <= settings.ZsetMaxListpackValue && bytes <= settings.MaxPackedBytes;
        }

        return isSmall;
    }

    private void Visit(ZsetCursor cursor, ElementAction action)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        Visit(cursor.Member(scratch), cursor.Score, action);
    }

    private void Visit(ReadOnlySpan<byte> member, double score, ElementAction action)
    {
        // A score is told as the set holds it: a listpack has more numbers without an exponent.
        Span<byte> text = stackalloc byte[DoubleText.MaxBytes];
        var length = IsSmall ? DoubleText.FormatPacked(score, text) : DoubleText.Format(score, text);
        action(member, text[..length]);
    }

    private void Become(PackedZset small) => entry.ValueBlock = small.Members.Block;
}
