using System.Threading.Tasks.Sources;
using RedisLib.Resp;

namespace RedisLib.Connections;

/// <summary>
/// A caller that waits for the reply to its command, or to its commands. It is settled once: by the reply, by its
/// cancellation, by its time-out or by the end of the connection, whichever comes first. It stays in line until its reply has
/// come, settled or not, because replies are told apart by their order alone.
/// </summary>
internal sealed class PendingReply : IValueTaskSource<RespValue>, IThreadPoolWorkItem
{
    private readonly RedisEndpoint _endpoint;
    private readonly bool _throwsErrors;
    private readonly RespValue[]? _replies;
    private ManualResetValueTaskSourceCore<RespValue> _core;
    private CancellationTokenRegistration _cancellation;
    private RespValue _reply;
    private int _received;
    private int _settled;

    /// <summary>A caller that has just come.</summary>
    /// <param name="endpoint">The node, for errors.</param>
    /// <param name="startedAt">When the caller came, as a timestamp of the connection's clock.</param>
    /// <param name="expectedReplies">How many replies settle it; more than one makes an array of them.</param>
    /// <param name="isBatch">Whether even one reply makes an array.</param>
    /// <param name="throwsErrors">Whether an error reply is thrown instead of handed over.</param>
    /// <param name="subscription">The kind of confirmation that it waits for, such as <c>subscribe</c>, or null.</param>
    public PendingReply(
        RedisEndpoint endpoint, long startedAt, int expectedReplies, bool isBatch, bool throwsErrors, string? subscription = null)
    {
        _endpoint = endpoint;
        _throwsErrors = throwsErrors;
        _replies = isBatch || expectedReplies > 1 ? new RespValue[expectedReplies] : null;
        StartedAt = startedAt;
        Subscription = subscription;
    }

    public long StartedAt { get; }

    public string? Subscription { get; }

    public bool IsSettled => Volatile.Read(ref _settled) != 0;

    public ValueTask<RespValue> Task => new(this, _core.Version);

    /// <summary>Lets the caller go when the token ends. Called before the command is sent, so that nothing is registered too late.</summary>
    public void CancelWith(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
        {
            _cancellation = cancellationToken.UnsafeRegister(
                static (state, token) => ((PendingReply)state!).TryFail(new OperationCanceledException(token)), this);
        }
    }

    /// <summary>Lets go of the token, for a command that is not sent after all.</summary>
    public void IgnoreCancellation() => _ = _cancellation.Unregister();

    /// <summary>Takes in a reply.</summary>
    /// <returns>Whether it was the last one expected.</returns>
    public bool Receive(RespValue reply)
    {
        if (_replies is null)
        {
            _reply = reply;
            return true;
        }

        _replies[_received++] = reply;
        if (_received < _replies.Length && !EndsSubscription(reply))
        {
            return false;
        }

        _reply = RespValue.Aggregate(RespType.Array, _replies);
        return true;
    }

    /// <summary>Claims the right to <see cref="Publish"/>; false when the caller has gone already.</summary>
    public bool TrySettle() => Interlocked.Exchange(ref _settled, 1) == 0;

    /// <summary>Hands the reply over. The caller's continuation runs here and now.</summary>
    public void Publish() => _core.SetResult(_reply);

    void IThreadPoolWorkItem.Execute() => Publish();

    /// <summary>Settles it with a failure, unless it is settled. The caller's continuation runs on the thread pool.</summary>
    public bool TryFail(Exception exception)
    {
        if (!TrySettle())
        {
            return false;
        }

        _core.RunContinuationsAsynchronously = true;
        _core.SetException(exception);
        return true;
    }

    public RespValue GetResult(short token)
    {
        IgnoreCancellation();
        var reply = _core.GetResult(token);
        return _throwsErrors && reply.IsError ? throw new RedisServerException(reply.ErrorCode, reply.AsString(), _endpoint) : reply;
    }

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    /// <summary>A refused SUBSCRIBE of several channels is one error, not one a channel.</summary>
    private bool EndsSubscription(RespValue reply) => Subscription is not null && reply.IsError;
}
