using RaftNode.Commands.Blocking;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Blocking;

/// <summary>
/// The clients whose command found nothing and that wait, for a key or for the time to be over. The dispatcher executes the command again
/// when a key may serve it, so that all effects are those of the command that does not wait.
/// </summary>
internal sealed class BlockedClients(Outputs outputs)
{
    private readonly WaitingLines _lines = new();
    private readonly SortedSet<BlockedClient> _deadlines = new(Comparer<BlockedClient>.Create(ByDeadline));
    private readonly Queue<Session> _released = new();
    private long _lastNumber;

    private static ReadOnlySpan<byte> Unblocked => "UNBLOCKED client unblocked via CLIENT UNBLOCK"u8;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Whether somebody may be served.</summary>
    public bool HasReady => _lines.HasReady;

    /// <summary>When the next one has waited long enough, in milliseconds of Unix time; null when nobody's time ends.</summary>
    public long? NextDeadline => _deadlines.Min?.Request.Deadline;

    /// <summary>Makes a client wait; what it sends meanwhile is left unread.</summary>
    public void Block(Session session, Keyspace keyspace, BlockedRequest request)
    {
        var client = new BlockedClient(session, request, ++_lastNumber);
        session.Blocked = client;
        Count++;
        for (var i = 0; i < request.KeyCount; i++)
        {
            _lines.Join(client, keyspace, request.Request[request.FirstKey + i]);
        }

        if (request.Deadline != BlockingTimeout.Never)
        {
            _deadlines.Add(client);
        }
    }

    /// <summary>A key was changed.</summary>
    public void KeyChanged(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        if (Count > 0)
        {
            _lines.KeyChanged(keyspace, key);
        }
    }

    /// <summary>A database is about to have what another one has.</summary>
    public void DatabaseBecomes(Keyspace keyspace, Keyspace other)
    {
        if (Count > 0)
        {
            _lines.DatabaseBecomes(keyspace, other);
        }
    }

    /// <inheritdoc cref="WaitingLines.Next"/>
    public (BlockedClient Client, WaitedKey Key)? Next() => _lines.Next();

    /// <summary>A client has its reply, and goes on with what it has sent meanwhile.</summary>
    public void Release(Session session)
    {
        Forget(session);
        session.CommandEnded();
        _released.Enqueue(session);
    }

    /// <summary>Someone who was released since, whose further requests are to be executed.</summary>
    public bool TryTakeReleased([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Session? session) => _released.TryDequeue(out session);

    /// <summary>Answers those whose time is over.</summary>
    public void TimeOut(long now)
    {
        while (_deadlines.Min is { } client && client.Request.Deadline <= now)
        {
            TimeOut(client);
        }
    }

    /// <summary>Ends the waiting of a client, as if its time were over or with an error; false when it does not wait.</summary>
    public bool TryUnblock(Session session, bool withError)
    {
        if (session.Blocked is not { } client)
        {
            return false;
        }

        if (withError)
        {
            outputs.ReplyTo(session).WriteError(Unblocked);
            Release(session);
        }
        else
        {
            TimeOut(client);
        }

        return true;
    }

    /// <summary>A client does not wait any more, if it did.</summary>
    public void Forget(Session session)
    {
        if (session.Blocked is { } client)
        {
            session.Blocked = null;
            Count--;
            _lines.Leave(client);
            _deadlines.Remove(client);
        }
    }

    private static int ByDeadline(BlockedClient left, BlockedClient right)
    {
        var order = left.Request.Deadline.CompareTo(right.Request.Deadline);
        return order != 0 ? order : left.Number.CompareTo(right.Number);
    }

    private void TimeOut(BlockedClient client)
    {
        client.Request.AnswerTimeout(outputs.ReplyTo(client.Session));
        Release(client.Session);
    }
}
