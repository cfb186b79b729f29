using RaftNode.Store.Keys;

namespace RaftNode.Commands.Blocking;

/// <summary>Keys of which the first that holds something is wanted. https://redis.io/docs/latest/commands/blpop/</summary>
internal static class BlockingKeys
{
    /// <summary>Finds the first that is there, to change it. Answers the error, and false, when it holds another type.</summary>
    /// <param name="context">A client that was blocked is served from the key that became ready, wherever that stands.</param>
    /// <param name="first">Where the keys begin in the request.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="type">What it has to hold.</param>
    /// <param name="index">Where the key stands that was found.</param>
    /// <param name="entry">Its value, or none.</param>
    public static bool TryFindFirst(CommandContext context, int first, int count, DataType type, out int index, out Entry entry)
    {
        entry = Entry.None;
        for (index = first; index < first + count; index++)
        {
            if (context.ReadyKey is { } ready && !context[index].SequenceEqual(ready))
            {
                continue;
            }

            if (!context.TryFind(context[index], type, out entry))
            {
                return false;
            }

            if (!entry.IsNone)
            {
                break;
            }
        }

        return true;
    }
}
