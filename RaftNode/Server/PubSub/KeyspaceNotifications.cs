using System.Text;
using RaftNode.Commands;
using RaftNode.Store.Keys;

namespace RaftNode.Server.PubSub;

/// <summary>Publishes what happens to keys. https://redis.io/docs/latest/develop/use/keyspace-notifications/</summary>
internal sealed class KeyspaceNotifications(Publisher publisher, ServerSettings settings)
{
    private const string Letters = "KEg$lshzxetdmn";

    /// <summary>Reads letters such as <c>KEA</c>.</summary>
    public static bool TryParse(string letters, out KeyEvents events)
    {
        events = KeyEvents.None;
        foreach (var letter in letters)
        {
            var position = Letters.IndexOf(letter);
            if (letter != 'A' && position < 0)
            {
                return false;
            }

            events |= letter == 'A' ? KeyEvents.All : (KeyEvents)(1 << position);
        }

        return true;
    }

    /// <summary>
    /// The letters as CONFIG GET answers them: classes first, <c>A</c> for all that it means. <c>n</c> is not among those, and stays with it:
    /// redis-server 7.0 leaves it out then, so that CONFIG REWRITE forgets it.
    /// </summary>
    public static string Format(KeyEvents events)
    {
        var text = new StringBuilder();
        var hasAll = events.HasFlag(KeyEvents.All);
        if (hasAll)
        {
            text.Append('A');
        }

        foreach (var letter in hasAll ? "n" : "g$lshzxetdn")
        {
            if (events.HasFlag((KeyEvents)(1 << Letters.IndexOf(letter))))
            {
                text.Append(letter);
            }
        }

        foreach (var letter in "KEm")
        {
            if (events.HasFlag((KeyEvents)(1 << Letters.IndexOf(letter))))
            {
                text.Append(letter);
            }
        }

        return text.ToString();
    }

    public void Notify(KeyEvents kind, ReadOnlySpan<byte> name, Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        var wanted = settings.NotifyKeyspaceEvents;
        if ((wanted & kind) == KeyEvents.None)
        {
            return;
        }

        if (wanted.HasFlag(KeyEvents.Keyspace))
        {
            publisher.Publish([.. Encoding.ASCII.GetBytes($"__keyspace@{keyspace.Number}__:"), .. key], name);
        }

        if (wanted.HasFlag(KeyEvents.Keyevent))
        {
            publisher.Publish([.. Encoding.ASCII.GetBytes($"__keyevent@{keyspace.Number}__:"), .. name], key);
        }
    }
}
