using RedisLib.Resp;

namespace RaftNode.Server.Sessions;

/// <summary>
/// The replies, and what else is pushed to clients, until the end of the round sends them. Writers go round: who has nothing to be sent
/// has none.
/// </summary>
internal sealed class Outputs
{
    /// <summary>Writers kept for the next replies.</summary>
    private const int MaxSpareWriters = 256;

    private readonly Stack<RespWriter> _spareWriters = new();
    private List<Session> _pending = [];
    private List<Session> _sending = [];

    /// <summary>Where to write to a client; it is sent at the end of the round.</summary>
    public RespWriter WriterOf(Session session)
    {
        if (session.Output is null)
        {
            session.Output = _spareWriters.TryPop(out var spare) ? spare : new RespWriter();
            session.Output.Version = session.Version;
        }

        if (!session.IsPending)
        {
            session.IsPending = true;
            _pending.Add(session);
        }

        return session.Output;
    }

    /// <summary>Those who have something to be sent. They are taken out.</summary>
    public List<Session> TakePending()
    {
        _sending.Clear();
        (_pending, _sending) = (_sending, _pending);
        foreach (var session in _sending)
        {
            session.IsPending = false;
        }

        return _sending;
    }

    /// <summary>Takes the writer of a client back, all of which has been sent.</summary>
    public void Keep(Session session)
    {
        var writer = session.Output!;
        session.Output = null;
        session.SentBytes = 0;
        writer.Clear();
        if (_spareWriters.Count < MaxSpareWriters)
        {
            _spareWriters.Push(writer);
        }
    }
}
