using System.Text;
using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Server.Blocking;
using RaftNode.Server.Clients;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Server.Sessions;

/// <summary>Receives what clients ask for and has it executed, unless their requests are to wait.</summary>
internal sealed class Inputs(
    Dispatcher dispatcher,
    CommandMeter meter,
    Outputs outputs,
    BlockedClients blocked,
    ClientPause pause,
    ServerSettings settings,
    ServerStatistics statistics,
    StoreState state,
    ILogger log)
{
    /// <summary>
    /// A client that lets more replies than this wait is not served until it has taken them: it asks for more than it reads, and the
    /// memory for it would be without bounds.
    /// </summary>
    private const long MostReplyBytes = 256L << 20;

    private readonly Queue<Session> _released = new();

    /// <summary>Whether there are clients whose requests are not to wait any more.</summary>
    public bool HasReleased => _released.Count > 0;

    /// <summary>Receives what there is and serves it.</summary>
    /// <returns>Whether the connection goes on.</returns>
    public bool Receive(Session session)
    {
        if (session.ClosesAfterReply)
        {
            // Nothing is to be read any more: with nothing to be sent either, this is the end of the connection.
            return session.IsPending || session.IsWriteBlocked;
        }

        var count = session.Socket.Receive(session.Reader.GetBuffer().Span);
        if (count <= 0)
        {
            return count < 0;
        }

        session.Reader.Advance(count);
        session.ActiveAt = state.Now;
        statistics.InputBytes += count;
        statistics.Reads++;
        meter.BeginBatch();
        Serve(session);
        return session.Reader.UnreadBytes + (session.Transaction?.Bytes ?? 0) <= settings.MaxQueryBytes || Refuse(session);
    }

    /// <summary>Lets the requests of a client wait from the next one on.</summary>
    public static void Hold(Session session, Hold hold) => session.Holds |= hold;

    /// <summary>Ends a reason for waiting. What was received meanwhile is served before the round ends.</summary>
    public void Release(Session session, Hold hold)
    {
        if (session.Holds.HasFlag(hold))
        {
            session.Holds &= ~hold;
            _released.Enqueue(session);
        }
    }

    /// <summary>Serves those whose requests do not wait any more.</summary>
    public void ServeReleased()
    {
        while (_released.TryDequeue(out var session) || blocked.TryTakeReleased(out session) || pause.TryTakeReleased(out session))
        {
            meter.BeginBatch();
            Serve(session);
        }
    }

    private void Serve(Session session)
    {
        try
        {
            while (session.IsServed && TryRead(session, out var request))
            {
                if (request.Count == 0)
                {
                    continue;
                }

                dispatcher.Execute(session, request, outputs.ReplyTo(session));
                if (!session.IsWaiting)
                {
                    session.CommandEnded();
                }

                if (session.OutputBytes > MostReplyBytes)
                {
                    Hold(session, Sessions.Hold.Output);
                }
            }
        }
        catch (RespProtocolException malformed)
        {
            log.MalformedRequest(malformed.Message, ClientText.NameOf(session));
            outputs.WriterOf(session).WriteError(Encoding.UTF8.GetBytes("ERR " + malformed.Problem));
            outputs.CloseAfterReply(session);
        }

        // The next client receives into the same buffer, which is in the processor's cache by now.
        session.Reader.Release();
    }

    /// <summary>Reads a request within the limits of this moment: AUTH and CONFIG SET change them for the request that follows.</summary>
    private bool TryRead(Session session, out RespRequest request)
    {
        session.Reader.Limits = settings.Password.Length == 0 || session.IsAuthenticated ? settings.RequestLimits : RequestLimits.BeforePassword;
        return session.Reader.TryRead(out request);
    }

    private bool Refuse(Session session)
    {
        log.QueryBufferExceeded(ClientText.NameOf(session), session.Reader.UnreadBytes + (session.Transaction?.Bytes ?? 0));
        statistics.QueryBufferDisconnections++;
        return false;
    }
}
