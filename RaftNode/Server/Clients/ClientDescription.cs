using System.Text;
using RaftNode.Server.Network;
using RaftNode.Server.PubSub;
using RaftNode.Server.Sessions;
using RedisLib.Resp;

namespace RaftNode.Server.Clients;

/// <summary>A client as CLIENT LIST tells of it. https://redis.io/docs/latest/commands/client-list/</summary>
internal sealed class ClientDescription(Publisher publisher)
{
    /// <summary>The line of a client.</summary>
    /// <param name="session">The client.</param>
    /// <param name="now">The time, in milliseconds of Unix time.</param>
    public string Of(Session session, long now)
    {
        var input = session.Reader.BufferBytes;
        var output = session.Output?.BufferBytes ?? 0;
        var queued = session.Transaction?.Bytes ?? 0;
        return $"id={session.Id} addr={session.Socket.RemoteAddress} laddr={session.Socket.LocalAddress} fd={session.Socket.Descriptor}"
            + $" name={session.Name} age={Seconds(now - session.ConnectedAt)} idle={Seconds(now - session.ActiveAt)} flags={FlagsOf(session)}"
            + $" db={session.Database} sub={publisher.Channels.CountOf(session)} psub={publisher.Patterns.CountOf(session)}"
            + $" ssub={publisher.ShardChannels.CountOf(session)} multi={session.Transaction?.Requests.Count ?? -1}"
            + $" qbuf={session.Reader.UnreadBytes} qbuf-free={input - session.Reader.UnreadBytes} argv-mem=0 multi-mem={queued}"
            + $" rbs={output} rbp={session.OutputBytes} obl={session.OutputBytes} oll=0 omem=0 tot-mem={input + output + queued}"
            + $" events={EventsOf(session)} cmd={session.LastCommand} user=default redir=-1 resp={(session.Version == RespVersion.Resp3 ? 3 : 2)}";
    }

    private static long Seconds(long milliseconds) => Math.Max(0, milliseconds) / 1000;

    private static string FlagsOf(Session session)
    {
        var flags = new StringBuilder();
        Add(session.IsMonitor, 'O');
        Add(session.SubscriptionCount > 0, 'P');
        Add(session.Transaction is not null, 'x');
        Add(session.Blocked is not null || session.Holds.HasFlag(Hold.Paused), 'b');
        Add(session.HasWatchedKeyChanged, 'd');
        Add(session.ClosesAfterReply, 'c');
        Add(session.IsKilled, 'A');
        Add(session.Socket.IsUnix, 'U');
        Add(session.IsNeverEvicted, 'e');
        return flags.Length > 0 ? flags.ToString() : "N";

        void Add(bool isSo, char flag)
        {
            if (isSo)
            {
                flags.Append(flag);
            }
        }
    }

    private static string EventsOf(Session session) =>
        (session.Watched.HasFlag(Readiness.Read) ? "r" : "") + (session.Watched.HasFlag(Readiness.Write) ? "w" : "");
}
