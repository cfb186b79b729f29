using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using RedisLib.Administration;
using RedisLib.Connections;
using RedisLib.Resp;
using RedisLib.Telemetry;

namespace RedisLib.Topologies;

/// <summary>
/// What all modes have in common: a call is sent to a node that may serve it, and to another one or again later when that
/// cannot do harm, until it is answered or its deadline has passed.
/// </summary>
internal abstract class TopologyConnection : IRedisConnection
{
    /// <summary>When it is worth to call again: by then a failover has gone a good part of its way.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    /// <summary>How long a call waits before it asks again when all nodes have answered "not now" and no news has come.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(25);

    private RefreshLoop? _refresh;
    private volatile bool _isDisposed;

    protected TopologyConnection(RedisOptions options, ILoggerFactory loggerFactory, params RedisCommand[] setup)
    {
        Options = options;
        LoggerFactory = loggerFactory;
        Logger = loggerFactory.CreateLogger(GetType().FullName!);
        var nodeLogger = loggerFactory.CreateLogger<NodeConnection>();
        Nodes = new NodePool(endpoint => new NodeConnection(NodeOptions(endpoint) with { SetupCommands = setup }, nodeLogger));
    }

    public string Name => Options.Name;

    public RedisMode Mode => Options.Mode;

    public abstract RedisEndpoint? MasterEndpoint { get; }

    public abstract RedisEndpoint? ReplicaEndpoint { get; }

    protected RedisOptions Options { get; }

    protected ILogger Logger { get; }

    protected ILoggerFactory LoggerFactory { get; }

    /// <summary>The connections to the data nodes.</summary>
    protected NodePool Nodes { get; }

    /// <summary>Set when roles, addresses or connections have changed, so that a call that found nobody looks again.</summary>
    protected ChangeSignal Changed { get; } = new();

    public ValueTask<ReadResult> ReadAsync(string key, CancellationToken cancellationToken = default) =>
        ReadAsync(key, Access.Read, cancellationToken);

    public ValueTask<ReadResult> ReadRandomAsync(string key, CancellationToken cancellationToken = default) =>
        ReadAsync(key, Access.ReadAnywhere, cancellationToken);

    public async ValueTask<WriteResult> WriteAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        var slot = SlotOf(key);
        var (_, node) = await CallAsync(RedisCommand.Create("SET", key, value), slot, Access.Write, cancellationToken).ConfigureAwait(false);
        var serving = ServingNodesOf(slot);
        return new WriteResult(node.Endpoint, serving.Master?.Endpoint, serving.AnyReplica);
    }

    public virtual async ValueTask<RespValue> ExecuteAsync(RedisCommand command, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (SharedConnectionRules.Problem(command) is { } problem)
        {
            throw new ArgumentException(problem, nameof(command));
        }

        var (reply, _) = await CallAsync(command, CommandSlot(command), Access.Write, cancellationToken).ConfigureAwait(false);
        return reply;
    }

    public abstract ValueTask<TopologyDescription> DescribeAsync(CancellationToken cancellationToken = default);

    public virtual async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Changed.Set();
        if (_refresh is not null)
        {
            await _refresh.DisposeAsync().ConfigureAwait(false);
        }

        await Nodes.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The slot of a key; any number where the mode has no slots.</summary>
    protected virtual int SlotOf(string key) => 0;

    /// <summary>The slot of a command's keys; any number where the mode has no slots.</summary>
    protected virtual int CommandSlot(RedisCommand command) => 0;

    /// <summary>Who serves a slot at this moment.</summary>
    protected abstract ServingNodes ServingNodesOf(int slot);

    /// <summary>Looks at the topology once.</summary>
    /// <returns>When to look again if nothing happens.</returns>
    protected abstract Task<TimeSpan> RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Why no master is known, naming the nodes, for the error of a call that waited in vain.</summary>
    protected abstract string DescribeAbsence();

    /// <summary>Takes note of a redirection, if the mode has them.</summary>
    /// <param name="reply">The error reply.</param>
    /// <param name="answered">The node that it came from.</param>
    /// <param name="slot">The slot of the call.</param>
    /// <returns>Where the reply points to, or null when it is no redirection.</returns>
    protected virtual Redirection? Redirect(RespValue reply, NodeConnection answered, int slot) => null;

    /// <summary>Takes note that the connection to a node broke, before it can be made anew.</summary>
    protected virtual void OnDisconnected(RedisEndpoint endpoint)
    {
    }

    /// <summary>Begins to watch the topology; called at the end of the constructor of each mode.</summary>
    protected void StartRefresh() => _refresh = new RefreshLoop(Name, RefreshAsync, Logger);

    /// <summary>Asks for a look at the topology now.</summary>
    protected void TriggerRefresh() => _refresh?.Trigger();

    /// <summary>How to connect to a node.</summary>
    protected NodeConnectionOptions NodeOptions(RedisEndpoint endpoint) => new()
    {
        Endpoint = endpoint,
        User = Options.User,
        Password = Options.Password,
        ClientName = Options.ClientName,
        ConnectTimeout = Options.ConnectTimeout,
        CommandTimeout = Options.CommandTimeout < Options.OperationTimeout ? Options.CommandTimeout : Options.OperationTimeout,
        TransferTimeout = Options.OperationTimeout,
        TimeProvider = Options.TimeProvider,
        TopologyName = Options.Name,
        Mode = Options.Mode,
        StateChanged = (node, state) =>
        {
            if (!state.IsConnected && !_isDisposed)
            {
                OnDisconnected(node.Endpoint);
            }

            Changed.Set();
            TriggerRefresh();
        },
    };

    /// <summary>Sends a command to a node that may serve it until it is answered.</summary>
    /// <exception cref="RedisServerException">A server refused it.</exception>
    /// <exception cref="RedisUnavailableException">Nobody answered it in time.</exception>
    /// <exception cref="ObjectDisposedException">The connection is closed.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    protected async ValueTask<(RespValue Reply, NodeConnection Node)> CallAsync(
        RedisCommand command, int slot, Access access, CancellationToken cancellationToken)
    {
        var call = new Call(command, slot, access, new Deadline(Options.TimeProvider, Options.OperationTimeout));
        while (true)
        {
            var change = Changed.Next;
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var node = Choose(call, out var redirection);
            if (node is null)
            {
                await WaitAsync(call, change, cancellationToken).ConfigureAwait(false);
                continue;
            }

            RespValue reply;
            try
            {
                reply = await SendAsync(call, node, redirection, cancellationToken).ConfigureAwait(false);
            }
            catch (RedisConnectionException exception)
            {
                AfterFailure(call, node, exception);
                continue;
            }

            if (!reply.IsError || IsAnswer(call, node, reply))
            {
                return (reply, node);
            }
        }
    }

    private async ValueTask<ReadResult> ReadAsync(string key, Access access, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(key);
        var slot = SlotOf(key);
        var (reply, node) = await CallAsync(RedisCommand.Create("GET", key), slot, access, cancellationToken).ConfigureAwait(false);
        var serving = ServingNodesOf(slot);
        return new ReadResult(reply.IsNull ? null : reply.AsBytes(), node.Endpoint, serving.Master?.Endpoint, serving.AnyReplica);
    }

    private NodeConnection? Choose(Call call, out Redirection? redirection)
    {
        redirection = call.Redirection;
        call.Redirection = null;
        return redirection is { } target
            ? Nodes.Get(target.Target)
            : ServingNodesOf(call.Slot).Choose(call.Access, Options.ReadFrom, (uint)Random.Shared.Next(), call.Avoided);
    }

    /// <summary>Sends once. An attempt made at once ends by the connection's own time-out; only later ones need the deadline's.</summary>
    private async ValueTask<RespValue> SendAsync(Call call, NodeConnection node, Redirection? redirection, CancellationToken cancellationToken)
    {
        if (call.LastFailure is not null)
        {
            RedisTelemetry.CountRetry(Name, call.LastFailure is RedisServerException refusal ? refusal.Code : "connection");
        }
        else if (!call.HasWaited)
        {
            return await node.SendAsync(call.Command, cancellationToken).ConfigureAwait(false);
        }

        using var timeout = new CancellationTokenSource(call.Deadline.Remaining, Options.TimeProvider);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            if (redirection is not { IsAsking: true })
            {
                return await node.SendAsync(call.Command, limit.Token).ConfigureAwait(false);
            }

            var replies = await node.SendBatchAsync([Redirection.Asking, call.Command], limit.Token).ConfigureAwait(false);
            return replies[1];
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Unavailable(call, mayHaveBeenApplied: call.Access == Access.Write, $"{node.Endpoint}: no reply before the call's deadline (OperationTimeout)");
        }
    }

    /// <summary>Decides what an error reply means for the call.</summary>
    /// <returns>Whether the call is over; if not, it is to be sent again.</returns>
    private bool IsAnswer(Call call, NodeConnection node, RespValue reply)
    {
        if (Redirect(reply, node, call.Slot) is { } redirection)
        {
            // Redirections are followed at once, but a call that goes round in circles waits for news between the rounds.
            call.Redirection = call.Redirections++ < Redirection.MaxInARow ? redirection : null;
            call.LastFailure = ToException(reply, node);
            RedisTelemetry.CountRedirection(Name, reply.ErrorCode);
            return false;
        }

        var verdict = ReplyVerdicts.Of(reply);
        if (verdict == ReplyVerdict.Final)
        {
            throw ToException(reply, node);
        }

        if (verdict == ReplyVerdict.RolesMoved)
        {
            TriggerRefresh();
        }

        call.LastFailure = ToException(reply, node);
        call.Avoid(node);
        return false;
    }

    private void AfterFailure(Call call, NodeConnection node, RedisConnectionException exception)
    {
        TriggerRefresh();
        call.LastFailure = exception;
        if (call.Access == Access.Write && exception.MayHaveBeenApplied)
        {
            throw Unavailable(call, mayHaveBeenApplied: true, exception.Message);
        }

        call.Avoid(node);
    }

    /// <summary>Waits for news when no node can be asked now.</summary>
    private async Task WaitAsync(Call call, Task change, CancellationToken cancellationToken)
    {
        var remaining = call.Deadline.Remaining;
        if (remaining == TimeSpan.Zero)
        {
            throw Unavailable(call, mayHaveBeenApplied: false, call.LastFailure?.Message ?? DescribeAbsence(call));
        }

        // Nodes that said "not now" may be asked again after a pause; where there is nobody at all, only news help.
        call.HasWaited = true;
        var pause = call.Avoided.Count > 0 || call.Redirections > 0 ? RetryPause : remaining;
        call.AvoidNobody();
        call.Redirections = 0;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _ = await Task.WhenAny(change, Task.Delay(pause < remaining ? pause : remaining, Options.TimeProvider, ended.Token)).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Why there was nobody to ask: the master is known and its connection is down, or none is known.</summary>
    private string DescribeAbsence(Call call) => ServingNodesOf(call.Slot).Master is { } master
        ? master.WhyNotConnected ?? $"{master.Endpoint}: the connection came too late for this call"
        : DescribeAbsence();

    private RedisUnavailableException Unavailable(Call call, bool mayHaveBeenApplied, string reason)
    {
        var advice = mayHaveBeenApplied
            ? "It may have been applied: read the key before you write it again."
            : "Try again in a second; if this stays, look whether that node runs and can be reached.";
        return new($"{Name}: {call.Command.Name} was not answered: {reason}. {advice}", RetryAfter, mayHaveBeenApplied, call.LastFailure);
    }

    private static RedisServerException ToException(RespValue reply, NodeConnection node) => new(reply.ErrorCode, reply.AsString(), node.Endpoint);

    /// <summary>One call on its way.</summary>
    private sealed class Call(RedisCommand command, int slot, Access access, Deadline deadline)
    {
        public RedisCommand Command { get; } = command;

        public int Slot { get; } = slot;

        public Access Access { get; } = access;

        public Deadline Deadline { get; } = deadline;

        public IReadOnlyList<NodeConnection> Avoided { get; private set; } = [];

        public bool HasWaited { get; set; }

        public int Redirections { get; set; }

        public Redirection? Redirection { get; set; }

        public RedisException? LastFailure { get; set; }

        public void Avoid(NodeConnection node) => Avoided = [.. Avoided, node];

        public void AvoidNobody() => Avoided = [];
    }
}
