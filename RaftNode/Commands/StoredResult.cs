using RaftNode.Store.Keys;

namespace RaftNode.Commands;

/// <summary>The end of commands that store what they have found under a key, such as SUNIONSTORE.</summary>
internal static class StoredResult
{
    /// <summary>Puts a value where its key is, or would be.</summary>
    public delegate void Placing(in KeyPlace place, ReadOnlySpan<byte> key);

    /// <summary>Stores what was found, or removes the key where that is nothing, tells which of both, and answers how much it is.</summary>
    /// <param name="context">The command.</param>
    /// <param name="key">Where to.</param>
    /// <param name="count">How many elements were found.</param>
    /// <param name="kind">The class of the event.</param>
    /// <param name="name">The name of the event.</param>
    /// <param name="changes">How many changes it counts for to store them.</param>
    /// <param name="store">Stores them.</param>
    public static void Answer(
        CommandContext context, ReadOnlySpan<byte> key, int count, KeyEvents kind, ReadOnlySpan<byte> name, int changes, Placing store)
    {
        var place = context.Database.Locate(key);
        if (count > 0)
        {
            store(place, key);
            context.Changed(key, kind, name, changes);
        }
        else if (!place.Entry.IsNone)
        {
            context.Database.Remove(place);
            context.Changed(key, KeyEvents.Generic, "del"u8);
        }

        context.Reply.WriteInteger(count);
    }
}
