using RaftNode.Store.Numbers;
using RaftNode.Store.Packed;

namespace RaftNode.Store.Values;

/// <summary>A small sorted set: members in their order, the score after each, as Redis has them in a listpack.</summary>
/// <remarks>What changes the listpack answers the one to go on with, since it may have moved.</remarks>
internal readonly record struct PackedZset(Listpack Members)
{
    public int Count => Members.Count / 2;

    /// <summary>The place of a member, or -1.</summary>
    public int Find(ReadOnlySpan<byte> member) => Members.Find(member, step: 2);

    /// <summary>The place after a member and its score.</summary>
    public int Next(int place) => Members.Next(Members.Next(place));

    /// <summary>The place of the member before one that is not the first.</summary>
    public int Previous(int place) => Members.Previous(Members.Previous(place));

    /// <summary>The score of the member at a place.</summary>
    public double ScoreAt(int place)
    {
        var element = Members[Members.Next(place)];
        return element.IsNumber ? element.Number : DoubleText.Parse(element.Text(default));
    }

    /// <summary>Adds a member that is not here.</summary>
    public PackedZset Add(ReadOnlySpan<byte> member, double score)
    {
        var place = Listpack.First;
        while (place < Members.End && ComesBefore(place, score, member))
        {
            place = Next(place);
        }

        return Insert(place, member, score);
    }

    /// <summary>Adds a member that comes after all others.</summary>
    public PackedZset Append(ReadOnlySpan<byte> member, double score) => Insert(Members.End, member, score);

    /// <summary>Removes the member at a place, and those that follow it.</summary>
    public PackedZset Remove(int place, int count = 1) => new(Members.Remove(place, 2 * count));

    /// <summary>How many members come before the one at a place.</summary>
    public int RankOf(int place)
    {
        var rank = 0;
        for (var before = Listpack.First; before < place; before = Next(before))
        {
            rank++;
        }

        return rank;
    }

    /// <summary>How many members have a lower score, or an equal one as well.</summary>
    public int CountBelow(double score, bool orEqual)
    {
        var place = Listpack.First;
        while (place < Members.End && (orEqual ? ScoreAt(place) <= score : ScoreAt(place) < score))
        {
            place = Next(place);
        }

        return RankOf(place);
    }

    /// <summary>How many members come before one, or are it, where all scores are equal.</summary>
    public int CountBelow(ReadOnlySpan<byte> member, bool orEqual)
    {
        var place = Listpack.First;
        while (place < Members.End && Compare(place, member) is var order && (order < 0 || (orEqual && order == 0)))
        {
            place = Next(place);
        }

        return RankOf(place);
    }

    /// <summary>The place of the member of a rank.</summary>
    public int At(int rank) => Members.Seek(2L * rank);

    private PackedZset Insert(int place, ReadOnlySpan<byte> member, double score)
    {
        Span<byte> text = stackalloc byte[DoubleText.MaxBytes];
        text = text[..DoubleText.FormatPacked(score, text)];
        return new PackedZset(Members.Insert(place, text).Insert(place, member));
    }

    private bool ComesBefore(int place, double score, ReadOnlySpan<byte> member)
    {
        var other = ScoreAt(place);
        return other < score || (other == score && Compare(place, member) < 0);
    }

    /// <summary>Below 0 when the member at a place comes before another one of the same score.</summary>
    private int Compare(int place, ReadOnlySpan<byte> member)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        return Members[place].Text(scratch).SequenceCompareTo(member);
    }
}
