using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Server.Network;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Sessions;

/// <summary>Sends what waits for clients, watches their sockets for what is wanted of them, and closes them.</summary>
internal sealed class Wire(
    IPoller poller,
    SessionTable sessions,
    Outputs outputs,
    Inputs inputs,
    ServerSettings settings,
    ServerStatistics statistics,
    StoreState state,
    Action<Session> forget,
    ILogger log)
{
    /// <summary>Sends every client what it has got in this round, in one go.</summary>
    public void SendPending()
    {
        foreach (var session in outputs.TakePending())
        {
            if (session.IsClosed)
            {
                continue;
            }

            if (session.IsKilled)
            {
                Close(session);
            }
            else if (session.IsWriteBlocked)
            {
                CheckSoftLimit(session);
            }
            else
            {
                Send(session);
            }
        }
    }

    /// <summary>Sends what there is room for; the rest follows when there is more.</summary>
    public void Send(Session session)
    {
        if (session.Output is not { } output)
        {
            if (session.ClosesAfterReply)
            {
                Close(session);
            }

            return;
        }

        if (output.IsOverflowed)
        {
            CloseForOutput(session);
            return;
        }

        while (session.SentBytes < output.WrittenCount)
        {
            var sent = session.Socket.Send(output.Written.Span[session.SentBytes..]);
            if (sent < 0)
            {
                Close(session);
                return;
            }

            session.SentBytes += sent;
            session.ActiveAt = state.Now;
            statistics.OutputBytes += sent;
            statistics.Writes++;
            if (sent == 0)
            {
                DropSent(session);
                session.IsWriteBlocked = true;
                Watch(session);
                CheckSoftLimit(session);
                return;
            }
        }

        outputs.Discard(session);
        session.OverSoftLimitSince = 0;
        if (session.ClosesAfterReply)
        {
            Close(session);
            return;
        }

        session.IsWriteBlocked = false;
        inputs.Release(session, Hold.Output);
        Watch(session);
    }

    /// <summary>Tells the poller what is wanted of the socket now, where that has changed.</summary>
    public void Watch(Session session)
    {
        var reads = session.ClosesAfterReply || session.Holds.HasFlag(Hold.Output) ? Readiness.None : Readiness.Read;
        var wanted = session.IsWriteBlocked ? reads | Readiness.Write : reads;
        if (wanted != session.Watched)
        {
            session.Watched = wanted;
            poller.Watch(session.Socket, session.Token, wanted);
        }
    }

    /// <summary>Closes a client that has had more waiting than the soft limit of its class for too long.</summary>
    public void CheckSoftLimit(Session session)
    {
        var limit = settings.OutputLimits[session.Class];
        if (!limit.IsOverSoft(session.OutputBytes))
        {
            session.OverSoftLimitSince = 0;
        }
        else if (session.OverSoftLimitSince == 0)
        {
            session.OverSoftLimitSince = state.Now;
        }
        else if (state.Now - session.OverSoftLimitSince > limit.SoftSeconds * 1000)
        {
            CloseForOutput(session);
        }
    }

    public void Close(Session session)
    {
        forget(session);
        outputs.Discard(session);
        poller.Remove(session.Socket, session.Token);
        session.Socket.Dispose();
        sessions.Close(session);
    }

    private void CloseForOutput(Session session)
    {
        log.OutputBufferExceeded(ClientText.NameOf(session), session.OutputBytes);
        statistics.OutputBufferDisconnections++;
        Close(session);
    }

    /// <summary>Moves what is left to the front once it is the smaller part, so that moving costs less than sending did.</summary>
    private static void DropSent(Session session)
    {
        if (session.SentBytes > session.OutputBytes)
        {
            session.Output!.Drop(session.SentBytes);
            session.SentBytes = 0;
        }
    }
}
