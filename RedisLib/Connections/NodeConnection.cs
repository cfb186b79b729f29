using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RedisLib.Resp;
using RedisLib.Telemetry;

namespace RedisLib.Connections;

/// <summary>
/// One connection to one node, shared by any number of callers: their commands are pipelined without waiting for each other.
/// It connects in the background and, when the link breaks, connects again for ever until it is disposed.
/// </summary>
/// <remarks>
/// <para>While the link is down a call fails with <see cref="RedisConnectionException"/> and
/// <see cref="RedisConnectionException.MayHaveBeenApplied"/> false: at once when the last attempt to connect failed, and after
/// <see cref="ReconnectGrace"/> when the link has only just gone, so that a blip does not show. Which node to ask instead is
/// for the caller to decide.</para>
/// <para>Commands that block on the server (BLPOP, WAIT, XREAD BLOCK) hold up everybody on the connection, and
/// MULTI belongs in <see cref="SendBatchAsync"/>.</para>
/// <para>Reading has a thread of its own. Callers go on on the thread pool, except that the continuation of the only command
/// in flight runs on the reading thread; should it block there, another thread takes over reading within tens of milliseconds,
/// and that connection uses the thread pool from then on.</para>
/// </remarks>
public sealed class NodeConnection : IAsyncDisposable
{
    /// <summary>How long a call waits for a link that has just broken. A server on the same machine or network is back sooner, or not at all.</summary>
    public static readonly TimeSpan ReconnectGrace = TimeSpan.FromMilliseconds(100);

    private readonly NodeConnectionOptions _options;
    private readonly NodeTelemetry _telemetry;
    private readonly LinkKeeper _keeper;

    /// <summary>Starts to connect.</summary>
    /// <param name="options">Where to and how.</param>
    /// <param name="logger">Where to tell about it, or null.</param>
    /// <exception cref="RedisConfigurationException">A setting is out of range.</exception>
    public NodeConnection(NodeConnectionOptions options, ILogger<NodeConnection>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _telemetry = new NodeTelemetry(options);
        _keeper = new LinkKeeper(this, options, _telemetry, logger ?? NullLogger<NodeConnection>.Instance);
        RedisTelemetry.Register(_telemetry, () => PendingCommands);
        _keeper.Start();
    }

    /// <summary>The node.</summary>
    public RedisEndpoint Endpoint => _options.Endpoint;

    /// <summary>Whether a command sent now would go out.</summary>
    public bool IsConnected => _keeper.Link is { BreakReason: null };

    /// <summary>What the server speaks, or null while the link is down.</summary>
    public RespVersion? Protocol => _keeper.Link?.Protocol;

    /// <summary>How many commands are in flight.</summary>
    public int PendingCommands => _keeper.Link?.PendingCount ?? 0;

    /// <summary>Why a command sent now would not go out, naming the node, or null when it would.</summary>
    internal string? WhyNotConnected => IsConnected ? null : $"{Endpoint}: {Absence()}";

    /// <summary>How long ago a part of a long value or reply has moved; null while the link is down.</summary>
    internal TimeSpan? SinceTransfer => _keeper.Link?.SinceTransfer;

    /// <summary>Whether a long value or reply is on the way, behind which a short question waits for its answer.</summary>
    internal bool IsTransferring => IsConnected && SinceTransfer < _options.CommandTimeout;

    /// <summary>Waits until the link is up.</summary>
    /// <param name="cancellationToken">Ends the wait; connecting goes on.</param>
    /// <exception cref="RedisConnectionException">
    /// It is not up within the connect time-out, or the server refused the password; the message has the reason.
    /// </exception>
    public async Task WaitUntilConnectedAsync(CancellationToken cancellationToken = default)
    {
        var deadline = new Deadline(_options.TimeProvider, _options.ConnectTimeout);
        while (true)
        {
            var change = _keeper.NextChange;
            if (IsConnected)
            {
                return;
            }

            if (deadline.HasPassed || _keeper.IsClosed || FailureText.IsRefusal(_keeper.Failure))
            {
                throw NotConnected();
            }

            await WaitAsync(change, deadline, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Sends a command and waits for its reply. An error reply is a value like any other.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Frees the caller at once; a command that was sent may still run.</param>
    /// <exception cref="RedisConnectionException">The link is down, it broke, or the reply did not come in time.</exception>
    public ValueTask<RespValue> SendAsync(RedisCommand command, CancellationToken cancellationToken = default) =>
        SendAsync(command, throwsErrors: false, cancellationToken);

    /// <summary>Sends a command and waits for its reply.</summary>
    /// <inheritdoc cref="SendAsync(RedisCommand, CancellationToken)"/>
    /// <exception cref="RedisServerException">The server answered with an error.</exception>
    public ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken = default) =>
        SendAsync(command, throwsErrors: true, cancellationToken);

    /// <summary>
    /// Sends commands back to back, with nobody else's between them, and waits for all their replies: ASKING and the command
    /// that it is for, or MULTI to EXEC. Error replies are values like any other.
    /// </summary>
    /// <param name="commands">At least one; none of them may be a subscription.</param>
    /// <param name="cancellationToken">Frees the caller at once; commands that were sent may still run.</param>
    /// <returns>One reply a command, in their order.</returns>
    /// <exception cref="RedisConnectionException">The link is down, it broke, or the replies did not come in time.</exception>
    public async ValueTask<IReadOnlyList<RespValue>> SendBatchAsync(
        IReadOnlyList<RedisCommand> commands, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(commands);
        ArgumentOutOfRangeException.ThrowIfZero(commands.Count, nameof(commands));
        if (commands.Any(command => PushMessages.SubscriptionOf(command) is not null))
        {
            throw new ArgumentException("A subscription cannot be part of a batch: send it on its own.", nameof(commands));
        }

        var reply = NewReply(commands.Count, isBatch: true, throwsErrors: false);
        var replies = await SendAsync(reply, [.. commands], cancellationToken).ConfigureAwait(false);
        return replies.AsArray();
    }

    /// <summary>Breaks the link now: what is in flight fails, and the connection is made anew.</summary>
    /// <param name="reason">Why; the failed callers and the log are told.</param>
    public void Drop(string reason) => _keeper.Link?.Break(reason);

    /// <summary>Closes the connection for good. What is in flight fails at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync().ConfigureAwait(false);
        RedisTelemetry.Unregister(_telemetry);
    }

    private ValueTask<RespValue> SendAsync(RedisCommand command, bool throwsErrors, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(command);
        var subscription = PushMessages.SubscriptionOf(command);
        if (subscription is not null && command.ArgumentCount == 0)
        {
            throw new ArgumentException($"{command.Name} without channels has no fixed number of replies: name the channels.", nameof(command));
        }

        var reply = NewReply(subscription is null ? 1 : command.ArgumentCount, isBatch: false, throwsErrors, subscription);
        return SendAsync(reply, new ReadOnlySpan<RedisCommand>(in command), cancellationToken);
    }

    private ValueTask<RespValue> SendAsync(PendingReply reply, ReadOnlySpan<RedisCommand> commands, CancellationToken cancellationToken) =>
        RedisTelemetry.IsObserved
            ? SendObservedAsync(reply, commands.ToArray(), cancellationToken)
            : SendUnobservedAsync(reply, commands, cancellationToken);

    private ValueTask<RespValue> SendUnobservedAsync(
        PendingReply reply, ReadOnlySpan<RedisCommand> commands, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<RespValue>(cancellationToken);
        }

        reply.CancelWith(cancellationToken);
        return _keeper.Link?.TrySend(reply, commands) == NodeLink.SendOutcome.Sent
            ? reply.Task
            : SendWhenPossibleAsync(reply, commands.ToArray(), cancellationToken);
    }

    private async ValueTask<RespValue> SendObservedAsync(PendingReply reply, RedisCommand[] commands, CancellationToken cancellationToken)
    {
        var operation = OperationNames.Of(commands);
        using var activity = _telemetry.StartActivity(operation, commands.Length);
        string? statusCode = null;
        string? errorType = null;
        try
        {
            var value = await SendUnobservedAsync(reply, commands, cancellationToken).ConfigureAwait(false);
            errorType = statusCode = OperationNames.FirstErrorCode(value);
            return value;
        }
        catch (Exception exception)
        {
            statusCode = (exception as RedisServerException)?.Code;
            errorType = statusCode ?? exception.GetType().FullName;
            throw;
        }
        finally
        {
            var duration = _options.TimeProvider.GetElapsedTime(reply.StartedAt);
            _telemetry.End(activity, operation, duration, statusCode, errorType);
        }
    }

    private async ValueTask<RespValue> SendWhenPossibleAsync(
        PendingReply reply, RedisCommand[] commands, CancellationToken cancellationToken)
    {
        try
        {
            await SendAsSoonAsPossibleAsync(reply, commands, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            reply.IgnoreCancellation();
            throw;
        }

        return await reply.Task.ConfigureAwait(false);
    }

    private async Task SendAsSoonAsPossibleAsync(PendingReply reply, RedisCommand[] commands, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(_options.TimeProvider, _options.CommandTimeout);
        Deadline? grace = null;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var change = _keeper.NextChange;
            var link = _keeper.Link;
            switch (link?.TrySend(reply, commands) ?? NodeLink.SendOutcome.Broken)
            {
                case NodeLink.SendOutcome.Sent:
                    return;
                case NodeLink.SendOutcome.Full when deadline.HasPassed:
                    throw new RedisConnectionException(
                        $"{Endpoint}: {link!.PendingCount} commands are in flight and none was answered within {_options.CommandTimeout.TotalMilliseconds:F0} ms (CommandTimeout, MaxPendingCommands)", Endpoint, mayHaveBeenApplied: false);
                case NodeLink.SendOutcome.Full:
                    await WaitAsync(link!.WaitForRoomAsync(), deadline, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    grace ??= new Deadline(_options.TimeProvider, ReconnectGrace);
                    if (grace.Value.HasPassed || _keeper.IsClosed || _keeper.Failure is not null)
                    {
                        throw NotConnected();
                    }

                    await WaitAsync(change, grace.Value, cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    private PendingReply NewReply(int expected, bool isBatch, bool throwsErrors, string? subscription = null) =>
        new(Endpoint, _options.TimeProvider.GetTimestamp(), expected, isBatch, throwsErrors, subscription);

    /// <summary>Waits for a task, a deadline or the token; the caller looks itself what it was, unless it was the token.</summary>
    private async Task WaitAsync(Task task, Deadline deadline, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(deadline.Remaining, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The caller sees that its deadline has passed.
        }
    }

    private RedisConnectionException NotConnected() => new($"{Endpoint}: {Absence()}", Endpoint, mayHaveBeenApplied: false, _keeper.Failure);

    private string Absence() => _keeper switch
    {
        { IsClosed: true } => LinkKeeper.ClosedByOwner,
        { Failure: { } failure } => FailureText.Of(failure, _options),
        { LastBreak: { } reason } => $"{reason}, and it is not connected again yet",
        _ => "not connected yet",
    };
}
