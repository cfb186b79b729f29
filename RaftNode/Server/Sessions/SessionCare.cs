using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Sessions;

/// <summary>What is to be done for clients by the clock: the idle ones are closed, the slow ones too.</summary>
internal sealed class SessionCare(SessionTable sessions, Wire wire, ServerSettings settings, StoreState state, ILogger log)
{
    /// <summary>Each client is looked at about once a second.</summary>
    private const int TicksInRound = 10;

    /// <summary>With few clients, all are looked at in each tick.</summary>
    private const int FewSessions = 16;

    private readonly List<Session> _visited = [];
    private int _place;

    /// <summary>Looks after some of the clients; to be called each tick.</summary>
    public void Step()
    {
        _visited.Clear();
        sessions.Visit(ref _place, Math.Max(FewSessions, sessions.Count / TicksInRound), _visited);
        foreach (var session in _visited)
        {
            LookAfter(session);
        }
    }

    private void LookAfter(Session session)
    {
        if (session.Output is not null)
        {
            wire.CheckSoftLimit(session);
        }

        var idle = state.Now - session.ActiveAt;
        if (session.IsClosed)
        {
            return;
        }

        if (settings.IdleSeconds > 0 && idle > settings.IdleSeconds * 1000L && MayAsk(session))
        {
            log.IdleClientClosed(ClientText.NameOf(session));
            wire.Close(session);
        }
    }

    /// <summary>Whether it is its turn to ask for something: it neither waits for what it has asked for nor listens.</summary>
    private static bool MayAsk(Session session) =>
        session.SubscriptionCount == 0 && !session.IsMonitor && session.Blocked is null && !session.Holds.HasFlag(Hold.Paused) && !session.IsPending;
}
