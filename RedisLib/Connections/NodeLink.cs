using System.Net.Sockets;
using RedisLib.Resp;

namespace RedisLib.Connections;

/// <summary>
/// One established TCP connection, from the end of the handshake until it breaks. Callers add their command under a short
/// lock; the first of them to find nobody writing writes for all. One thread reads.
/// </summary>
internal sealed class NodeLink : IDisposable
{
    /// <summary>What one read takes from the kernel: the replies to a full line of small commands in a few reads.</summary>
    private const int ReceiveBytes = 64 * 1024;

    /// <summary>What a caller writes, its own and others' commands, before the thread pool goes on: about a millisecond's worth.</summary>
    private const int MostBytesOfOneCaller = 1024 * 1024;

    private readonly NodeConnectionOptions _options;
    private readonly NodeSocket _socket;
    private readonly RespReader _reader;
    private readonly byte[] _received = GC.AllocateUninitializedArray<byte>(ReceiveBytes);
    private readonly ReadOnlyMemory<byte> _unread;
    private readonly PendingLine _pending;
    private readonly Outbox _outbox = new();
    private readonly ReplyPublisher _publisher;
    private readonly Lock _lock = new();
    private List<Outbox.Parcel> _sending = [];
    private int _sendIndex;
    private int _sendOffset;
    private TaskCompletionSource? _room;
    private bool _isSending;
    private bool _hasReaderGone;
    private bool _hasSubscribed;
    private readonly long _upSince;
    private long _handedToKernel;
    private long _lastSignOfLifeAt;
    private long _lastTransferAt;
    private string? _breakReason;

    public NodeLink(NodeConnectionOptions options, Handshake handshake)
    {
        _options = options;
        _socket = handshake.Socket;
        _reader = handshake.Reader;
        _unread = handshake.Unread;
        _pending = new PendingLine(options.MaxPendingCommands);
        _publisher = new ReplyPublisher(options.TimeProvider);
        _hasSubscribed = handshake.HasSubscribed;
        _upSince = options.TimeProvider.GetTimestamp();
        _lastSignOfLifeAt = _upSince;
        _lastTransferAt = _upSince;
        Protocol = handshake.Protocol;
    }

    public enum SendOutcome
    {
        Sent,
        Full,
        Broken,
    }

    public RespVersion Protocol { get; }

    /// <summary>Why the link is broken, or null while it is not.</summary>
    public string? BreakReason => Volatile.Read(ref _breakReason);

    /// <summary>How long it has been up.</summary>
    public TimeSpan Age => _options.TimeProvider.GetElapsedTime(_upSince);

    public int PendingCount => _pending.Count;

    /// <summary>How long ago a part of a long reply came, or the peer took a part of what it had not kept up with; before either, the age.</summary>
    public TimeSpan SinceTransfer => _options.TimeProvider.GetElapsedTime(Volatile.Read(ref _lastTransferAt));

    /// <summary>Puts the commands in line behind the others, all or none, and sees to it that they are written.</summary>
    public SendOutcome TrySend(PendingReply reply, ReadOnlySpan<RedisCommand> commands)
    {
        bool isToSend;
        lock (_lock)
        {
            if (_breakReason is not null)
            {
                return SendOutcome.Broken;
            }

            if (_pending.IsFull || _outbox.IsFull)
            {
                return SendOutcome.Full;
            }

            _hasSubscribed |= reply.Subscription is not null;
            _pending.Add(reply);
            foreach (var command in commands)
            {
                _outbox.Add(command.Wire);
            }

            isToSend = !_isSending;
            _isSending = true;
        }

        if (isToSend)
        {
            SendAll();
        }

        return SendOutcome.Sent;
    }

    /// <summary>Ends when there may be room again after <see cref="SendOutcome.Full"/>, or the link broke.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_lock)
        {
            if (_breakReason is not null || !(_pending.IsFull || _outbox.IsFull))
            {
                return Task.CompletedTask;
            }

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Takes in what came right behind the handshake's last reply, such as the first messages of a subscription.</summary>
    public void TakeInRestOfHandshake()
    {
        try
        {
            TakeIn(_unread.Span);
        }
        catch (RespProtocolException exception)
        {
            Break(exception.Message, exception);
        }
    }

    /// <summary>Reads replies and hands them to their callers until the link breaks.</summary>
    /// <returns>False when another thread has taken over reading, because a caller's continuation kept this one.</returns>
    public bool Read()
    {
        try
        {
            while (BreakReason is null)
            {
                var count = _socket.Receive(_received);
                if (count == 0)
                {
                    Break("the server closed the connection");
                    return true;
                }

                Volatile.Write(ref _lastSignOfLifeAt, _options.TimeProvider.GetTimestamp());
                TakeIn(_received.AsSpan(0, count));
                if (!_reader.IsBetweenValues)
                {
                    Volatile.Write(ref _lastTransferAt, _lastSignOfLifeAt);
                }

                SignalRoom();
                if (!_publisher.PublishAll(mayStayHere: _pending.IsEmpty))
                {
                    return false;
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or RespProtocolException or ObjectDisposedException or OutOfMemoryException)
        {
            Break(exception.Message, exception);
        }

        // Replies that came whole before the one at fault.
        return _publisher.PublishAll(mayStayHere: false);
    }

    /// <summary>Whether the reading thread has been kept by a caller's continuation for too long; if so, the asker is to read from now on.</summary>
    public bool TryTakeOverReading() => _publisher.TryTakeOver();

    /// <summary>Fails what has waited too long, and breaks the link when the peer has been silent for too long.</summary>
    public void CheckTimeouts()
    {
        var clock = _options.TimeProvider;
        var now = clock.GetTimestamp();
        var silence = clock.GetElapsedTime(Volatile.Read(ref _lastSignOfLifeAt), now);
        var isTransferring = clock.GetElapsedTime(Volatile.Read(ref _lastTransferAt), now) < _options.CommandTimeout;
        var tail = _pending.Tail;
        var isOldest = true;
        for (var index = _pending.Head; index < tail; index++)
        {
            if (_pending[index] is not { } reply)
            {
                continue;
            }

            var waited = clock.GetElapsedTime(reply.StartedAt, now);
            if (waited >= _options.CommandTimeout)
            {
                if (isOldest && silence >= _options.CommandTimeout)
                {
                    Break($"the server sent nothing for {silence.TotalMilliseconds:F0} ms while a command was in flight (CommandTimeout)");
                    return;
                }

                // Replies come in order, so what is on the way is the oldest command's, and all others wait behind it.
                var limit = isTransferring && _options.TransferTimeout > _options.CommandTimeout ? _options.TransferTimeout : _options.CommandTimeout;
                if (waited >= limit)
                {
                    var setting = limit == _options.CommandTimeout ? nameof(_options.CommandTimeout) : nameof(_options.TransferTimeout);

                    // What has not been sent yet still will be, since the link goes on.
                    _ = reply.TryFail(Failure($"no reply within {limit.TotalMilliseconds:F0} ms ({setting})", mayHaveBeenApplied: true, null));
                }
            }

            isOldest = false;
        }

        if (tail == _pending.Head && silence >= _options.HeartbeatInterval)
        {
            _ = TrySend(new PendingReply(_options.Endpoint, now, 1, isBatch: false, throwsErrors: false), [Handshake.Ping]);
        }
    }

    /// <summary>Ends the link, and fails all that is in flight. Only the first call has an effect.</summary>
    public void Break(string reason, Exception? cause = null)
    {
        TaskCompletionSource? room;
        lock (_lock)
        {
            if (_breakReason is not null)
            {
                return;
            }

            Volatile.Write(ref _breakReason, reason);
            (room, _room) = (_room, null);
        }

        _socket.Shutdown();
        room?.SetResult();
        var handedToKernel = Volatile.Read(ref _handedToKernel);
        for (var index = _pending.Head; index < _pending.Tail; index++)
        {
            _ = _pending[index]?.TryFail(Failure(reason, mayHaveBeenApplied: index < handedToKernel, cause));
        }
    }

    /// <summary>Tells, after <see cref="Read"/>, that nobody reads any more. Reader and writer share the socket: the last of them closes it.</summary>
    public void Dispose()
    {
        bool isLast;
        lock (_lock)
        {
            _hasReaderGone = true;
            isLast = !_isSending;
        }

        if (isLast)
        {
            _socket.Dispose();
        }
    }

    private RedisConnectionException Failure(string reason, bool mayHaveBeenApplied, Exception? cause) =>
        new($"{_options.Endpoint}: {reason}", _options.Endpoint, mayHaveBeenApplied, cause);

    private void TakeIn(ReadOnlySpan<byte> bytes)
    {
        while (_reader.TryRead(ref bytes, out var value))
        {
            var oldest = _pending.Peek();
            if (PushMessages.IsMessage(value, Protocol, _hasSubscribed, oldest?.Subscription))
            {
                _options.PushHandler?.Invoke(value);
                continue;
            }

            if (oldest is null)
            {
                throw new RespProtocolException("A reply came that no command asked for", 0);
            }

            if (oldest.Receive(value))
            {
                _pending.Remove();
                _publisher.Add(oldest);
            }
        }
    }

    private void SignalRoom()
    {
        if (Volatile.Read(ref _room) is null)
        {
            return;
        }

        TaskCompletionSource? room = null;
        lock (_lock)
        {
            if (!_pending.IsFull && !_outbox.IsFull)
            {
                (room, _room) = (_room, null);
            }
        }

        room?.SetResult();
    }

    /// <summary>
    /// Writes until nothing is left. The kernel's buffer is full when the peer does not keep up; then a thread of its own
    /// waits for it, because a caller is never to be held by a slow peer. Nor is it to be held by others who add and add.
    /// </summary>
    private void SendAll(bool mayWait = false)
    {
        var hasWaited = false;
        var sent = 0L;
        while (_sendIndex < _sending.Count || TryTakeParcels())
        {
            var parcel = _sending[_sendIndex];
            if (!TrySendSome(parcel.Bytes.AsSpan(_sendOffset, parcel.Count - _sendOffset), out var count))
            {
                StopSending();
                return;
            }

            if (count == 0 && !mayWait)
            {
                new Thread(() => SendAll(mayWait: true)) { IsBackground = true, Name = $"redis {_options.Endpoint} writer" }.UnsafeStart();
                return;
            }

            if (count == 0)
            {
                _socket.WaitUntilWritable();
                hasWaited = true;
            }
            else if (hasWaited)
            {
                NoteThatPeerTookSome();
                hasWaited = false;
            }

            sent += count;
            _sendOffset += count;
            if (_sendOffset == parcel.Count)
            {
                _sendIndex++;
                _sendOffset = 0;
            }

            if (sent >= MostBytesOfOneCaller && !mayWait)
            {
                _ = ThreadPool.UnsafeQueueUserWorkItem(static link => link.SendAll(), this, preferLocal: false);
                return;
            }
        }
    }

    /// <summary>
    /// The kernel's buffer was full and has room again, so the peer lives. That the kernel takes bytes says nothing otherwise:
    /// it does so for a peer that is gone, too.
    /// </summary>
    private void NoteThatPeerTookSome()
    {
        var now = _options.TimeProvider.GetTimestamp();
        Volatile.Write(ref _lastSignOfLifeAt, now);
        Volatile.Write(ref _lastTransferAt, now);
    }

    private bool TryTakeParcels()
    {
        lock (_lock)
        {
            if (_outbox.IsEmpty)
            {
                StopSending();
                return false;
            }

            _sending = _outbox.Exchange(_sending);
            _sendIndex = 0;
            Volatile.Write(ref _handedToKernel, _pending.Tail);
        }

        SignalRoom();
        return true;
    }

    private void StopSending()
    {
        bool isLast;
        lock (_lock)
        {
            _isSending = false;
            isLast = _hasReaderGone;
        }

        if (isLast)
        {
            _socket.Dispose();
        }
    }

    private bool TrySendSome(ReadOnlySpan<byte> bytes, out int count)
    {
        count = 0;
        try
        {
            if (BreakReason is null)
            {
                count = _socket.SendSome(bytes);
                return true;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            Break(exception.Message, exception);
        }

        return false;
    }
}
