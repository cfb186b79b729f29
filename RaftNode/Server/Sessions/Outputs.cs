using RedisLib.Resp;

namespace RaftNode.Server.Sessions;

/// <summary>
/// The replies, and what else is pushed to clients, until the end of the round sends them. Writers go round: who has nothing to be sent
/// has none.
/// </summary>
internal sealed class Outputs(ServerSettings settings)
{
    /// <summary>Writers kept for the next replies.</summary>
    private const int MaxSpareWriters = 256;

    /// <summary>So much may wait for anybody: a writer holds 2 GB at most, and this leaves room for the largest string of one reply.</summary>
    private const long MostBytes = 1L << 30;

    /// <summary>Below this no limit is worth a look, so that a reply costs one comparison.</summary>
    private const int UnlimitedBytes = 4096;

    private readonly Stack<RespWriter> _spareWriters = new();
    private readonly RespWriter _sink = new();
    private List<Session> _pending = [];
    private List<Session> _sending = [];

    /// <summary>Where to write to a client; it is sent at the end of the round.</summary>
    public RespWriter WriterOf(Session session)
    {
        if (session.Output is null)
        {
            session.Output = _spareWriters.TryPop(out var spare) ? spare : new RespWriter();
        }

        // HELLO may have changed it where its own reply went nowhere.
        session.Output.Version = session.Version;
        MarkPending(session);
        return session.Output.WrittenCount < UnlimitedBytes || IsWithinLimits(session) ? session.Output : EmptySink();
    }

    /// <summary>Where to write a reply to a client; CLIENT REPLY may have it that there is none.</summary>
    public RespWriter ReplyTo(Session session) => session.Replies is ReplyMode.On ? WriterOf(session) : EmptySink();

    /// <summary>Whether a client gets what is written there; it does not when it is killed, for example since too much waits for it by now.</summary>
    public bool IsWanted(Session session, RespWriter writer) => writer != _sink && !writer.IsOverflowed && IsWithinLimits(session);

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

    /// <summary>Whether there is anything to be sent, or anybody to be closed.</summary>
    public bool HasPending => _pending.Count > 0;

    /// <summary>Throws away what a client was to be sent, all of which has been, or will never be, and takes its writer for others.</summary>
    public void Discard(Session session)
    {
        if (session.Output is not { } writer)
        {
            return;
        }

        session.Output = null;
        session.SentBytes = 0;
        writer.Clear();
        if (_spareWriters.Count < MaxSpareWriters)
        {
            _spareWriters.Push(writer);
        }
    }

    /// <summary>Closes a client once it has been sent what it has got, which is at the end of the round where that is nothing.</summary>
    public void CloseAfterReply(Session session)
    {
        session.ClosesAfterReply = true;
        MarkPending(session);
    }

    /// <summary>Has the end of the round see to a client.</summary>
    private void MarkPending(Session session)
    {
        if (!session.IsPending)
        {
            session.IsPending = true;
            _pending.Add(session);
        }
    }

    /// <summary>Throws away what was written last of what nobody is to get, and answers where to write more of it.</summary>
    private RespWriter EmptySink()
    {
        _sink.Clear();
        return _sink;
    }

    /// <summary>A client that lets more wait than its class may is closed at the end of the round.</summary>
    private bool IsWithinLimits(Session session)
    {
        if (!session.IsKilled && (session.OutputBytes > MostBytes || settings.OutputLimits[session.Class].IsOverHard(session.OutputBytes)))
        {
            session.IsKilled = true;
        }

        return !session.IsKilled;
    }
}
