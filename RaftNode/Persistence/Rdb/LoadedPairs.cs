using RaftNode.Store.Packed;
using RaftNode.Store.Tables;
using RaftNode.Store.Values;

namespace RaftNode.Persistence.Rdb;

/// <summary>Checks the listpacks of hashes and sorted sets that were read: they have to be pairs, each name once, and scores have to be numbers.</summary>
internal static class LoadedPairs
{
    /// <summary>More names than a small value has, which are compared through a table.</summary>
    private const int MaxComparedNames = 256;

    /// <summary>Throws unless the listpack is pairs of a name and anything.</summary>
    public static void CheckHash(Listpack pairs, RdbReader reader) => Check(pairs, reader, hasScores: false);

    /// <summary>Throws unless the listpack is pairs of a name and a score.</summary>
    public static void CheckSortedSet(Listpack pairs, RdbReader reader) => Check(pairs, reader, hasScores: true);

    /// <summary>The members of a listpack, which stays the caller's.</summary>
    public static RankedSet MembersOf(Listpack pairs)
    {
        var members = new RankedSet();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var place = Listpack.First; place < pairs.End;)
        {
            var next = pairs.Next(place);
            LoadedScore.TryRead(pairs[next], out var score);
            members.Add(pairs[place].Text(scratch), score);
            place = pairs.Next(next);
        }

        return members;
    }

    private static void Check(Listpack pairs, RdbReader reader, bool hasScores)
    {
        var problem = pairs.Count % 2 != 0
            ? "A listpack of pairs has an odd number of elements"
            : hasScores && !AreScores(pairs)
                ? "A sorted set has a score that is no number"
                : !AreDifferent(pairs)
                    ? "A hash or sorted set has a name twice"
                    : null;
        if (problem is not null)
        {
            throw reader.Problem(problem);
        }
    }

    private static bool AreScores(Listpack pairs)
    {
        for (var place = Listpack.First; place < pairs.End;)
        {
            var next = pairs.Next(place);
            if (!LoadedScore.TryRead(pairs[next], out _))
            {
                return false;
            }

            place = pairs.Next(next);
        }

        return true;
    }

    /// <summary>Compares hashes first, which nearly always differ where names do.</summary>
    private static bool AreDifferent(Listpack pairs)
    {
        var count = pairs.Count / 2;
        if (count > MaxComparedNames)
        {
            return AreSurelyDifferent(pairs);
        }

        Span<ulong> hashes = stackalloc ulong[count];
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var place = Listpack.First;
        for (var i = 0; i < count; i++)
        {
            var hash = SipHash.Of(pairs[place].Text(scratch));
            if (hashes[..i].Contains(hash))
            {
                return AreSurelyDifferent(pairs);
            }

            hashes[i] = hash;
            place = pairs.Next(pairs.Next(place));
        }

        return true;
    }

    private static bool AreSurelyDifferent(Listpack pairs)
    {
        var names = new MemberTable();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var areDifferent = true;
        for (var place = Listpack.First; place < pairs.End && areDifferent; place = pairs.Next(pairs.Next(place)))
        {
            areDifferent = names.Add(pairs[place].Text(scratch));
        }

        names.Free();
        return areDifferent;
    }
}
