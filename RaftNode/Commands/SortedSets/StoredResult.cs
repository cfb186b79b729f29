using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>The end of ZRANGESTORE, ZUNIONSTORE and their like.</summary>
internal static class StoredResult
{
    /// <summary>Stores members under the first key, which goes when there are none, and answers how many.</summary>
    public static void Answer(CommandContext context, RankedSet members, ReadOnlySpan<byte> eventName)
    {
        var count = members.Count;
        var place = context.Database.Locate(context[1]);
        if (count > 0)
        {
            ZsetValue.Store(context.Database, place, context[1], members, context.Settings);
            context.Changed(context[1], KeyEvents.SortedSet, eventName);
        }
        else
        {
            members.Free();
            if (!place.Entry.IsNone)
            {
                context.Database.Remove(place);
                context.Changed(context[1], KeyEvents.Generic, "del"u8);
            }
        }

        context.Reply.WriteInteger(count);
    }
}
