using RaftNode.Commands;
using RaftNode.Server.Sessions;
using RaftNode.Server.Transactions;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Clients;

/// <summary>
/// Holds up the commands of all clients, or those that change data, for a while. The data stays as it is meanwhile: keys whose time is over
/// are not removed either. https://redis.io/docs/latest/commands/client-pause/
/// </summary>
internal sealed class ClientPause(StoreState state)
{
    private readonly List<Session> _held = [];
    private readonly Queue<Session> _released = new();
    private bool _holdsAll;

    /// <summary>When it ends, in milliseconds of Unix time; null when there is none.</summary>
    public long? EndsAt { get; private set; }

    /// <summary>Begins a pause, or makes the one that there is longer or stricter.</summary>
    public void Begin(long endsAt, bool holdsAll)
    {
        EndsAt = Math.Max(EndsAt ?? endsAt, endsAt);
        _holdsAll |= holdsAll;
        state.IsPaused = true;
    }

    public void End()
    {
        EndsAt = null;
        _holdsAll = false;
        state.IsPaused = false;
        foreach (var session in _held)
        {
            // It was not idle: its command is still to be executed.
            session.ActiveAt = state.Now;
            session.Holds &= ~Hold.Paused;
            _released.Enqueue(session);
        }

        _held.Clear();
    }

    /// <summary>Ends the pause when its time is over.</summary>
    public void TimeOut(long now)
    {
        if (EndsAt <= now)
        {
            End();
        }
    }

    /// <summary>Whether a command is to wait. The client goes on with it when the pause ends.</summary>
    public bool Holds(Session session, Command command)
    {
        if (EndsAt is null || session.IsMonitor || !(_holdsAll || MayChangeData(TransactionCommands.FlagsOf(session, command))))
        {
            return false;
        }

        session.Holds |= Hold.Paused;
        _held.Add(session);
        return true;
    }

    /// <summary>A client has gone.</summary>
    public void Forget(Session session)
    {
        if (session.Holds.HasFlag(Hold.Paused))
        {
            _held.Remove(session);
        }
    }

    /// <summary>Someone whose requests are to be executed now.</summary>
    public bool TryTakeReleased([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Session? session) => _released.TryDequeue(out session);

    /// <summary>Whether it changes data, here or at whoever listens.</summary>
    private static bool MayChangeData(CommandFlags flags) => (flags & (CommandFlags.Write | CommandFlags.MayReplicate)) != CommandFlags.None;
}
