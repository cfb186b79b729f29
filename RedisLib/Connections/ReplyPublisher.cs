namespace RedisLib.Connections;

/// <summary>
/// Decides where the continuations of callers run. Those of many replies run on the thread pool. The one of a lonely reply,
/// with nothing else in flight, runs on the reading thread, which saves a hop of some microseconds when it matters most. A
/// continuation that stays there too long loses the thread: another takes over reading, and the connection stops doing so.
/// </summary>
internal sealed class ReplyPublisher(TimeProvider clock)
{
    /// <summary>How long a continuation may keep the reading thread. Replies to others are late by so much at most, once.</summary>
    private static readonly TimeSpan MaxStay = TimeSpan.FromMilliseconds(20);

    private const int Reading = 0;
    private const int Lent = 1;
    private const int TakenOver = 2;

    private readonly List<PendingReply> _settled = [];
    private long _lentAt;
    private int _thread = Reading;
    private bool _isLendingOver;

    /// <summary>Notes a caller whose reply has come.</summary>
    public void Add(PendingReply reply)
    {
        if (reply.TrySettle())
        {
            _settled.Add(reply);
        }
    }

    /// <summary>Lets all noted callers go on.</summary>
    /// <param name="mayStayHere">Whether a single one may go on on this thread, because no other command is in flight.</param>
    /// <returns>False when another thread has taken over reading meanwhile.</returns>
    public bool PublishAll(bool mayStayHere)
    {
        switch (_settled.Count)
        {
            case 0:
                return true;
            case 1 when mayStayHere && !_isLendingOver:
                return PublishHere();
            case 1:
                _ = ThreadPool.UnsafeQueueUserWorkItem(_settled[0], preferLocal: false);
                break;
            default:
                _ = ThreadPool.UnsafeQueueUserWorkItem(new ReplyBatch([.. _settled]), preferLocal: false);
                break;
        }

        _settled.Clear();
        return true;
    }

    /// <summary>Takes the reading thread's part when a continuation has kept it for too long.</summary>
    /// <returns>Whether the asker is to see to the reading now.</returns>
    public bool TryTakeOver()
    {
        if (Volatile.Read(ref _thread) != Lent
            || clock.GetElapsedTime(Volatile.Read(ref _lentAt)) < MaxStay
            || Interlocked.CompareExchange(ref _thread, TakenOver, Lent) != Lent)
        {
            return false;
        }

        _isLendingOver = true;
        return true;
    }

    private bool PublishHere()
    {
        var reply = _settled[0];
        _settled.Clear();
        Volatile.Write(ref _lentAt, clock.GetTimestamp());
        Volatile.Write(ref _thread, Lent);
        reply.Publish();
        return Interlocked.CompareExchange(ref _thread, Reading, Lent) == Lent;
    }
}
