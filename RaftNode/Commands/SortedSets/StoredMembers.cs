using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>The end of ZRANGESTORE, ZUNIONSTORE and their like.</summary>
internal static class StoredMembers
{
    /// <summary>Stores members under the first key, which goes when there are none, and answers how many. They are taken over.</summary>
    public static void Answer(CommandContext context, RankedSet members, ReadOnlySpan<byte> eventName)
    {
        var count = members.Count;
        StoredResult.Answer(
            context, context[1], count, KeyEvents.SortedSet, eventName, changes: 1,
            (in place, key) => ZsetValue.Store(context.Database, place, key, members, context.Settings));
        if (count == 0)
        {
            members.Free();
        }
    }
}
