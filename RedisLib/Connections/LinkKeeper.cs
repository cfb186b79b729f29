using Microsoft.Extensions.Logging;
using RedisLib.Resp;
using RedisLib.Telemetry;

namespace RedisLib.Connections;

/// <summary>
/// Keeps a connection's link up: connects, reads until the link breaks, waits a little, connects again, on a thread of its
/// own; and looks after time-outs.
/// </summary>
internal sealed class LinkKeeper : IAsyncDisposable
{
    public const string ClosedByOwner = "the connection was closed by its owner";

    /// <summary>How often time-outs are looked at, which is how late they can be.</summary>
    private static readonly TimeSpan TickInterval = TimeSpan.FromMilliseconds(25);

    private readonly NodeConnection _owner;
    private readonly NodeConnectionOptions _options;
    private readonly NodeTelemetry _telemetry;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ITimer? _timer;
    private NodeLink? _link;
    private Exception? _failure;
    private string? _lastBreak;
    private int _failures;
    private bool _wasConnected;
    private int _isTicking;
    private int _isClosing;

    public LinkKeeper(NodeConnection owner, NodeConnectionOptions options, NodeTelemetry telemetry, ILogger logger)
    {
        _owner = owner;
        _options = options with { PushHandler = options.PushHandler is { } handler ? message => HandlePush(handler, message) : null };
        _telemetry = telemetry;
        _logger = logger;
    }

    /// <summary>The link; null, or broken, while the connection is down.</summary>
    public NodeLink? Link => Volatile.Read(ref _link);

    /// <summary>Why the last attempt to connect failed; null when it did not, or when none has ended since the link broke.</summary>
    public Exception? Failure => Volatile.Read(ref _failure);

    /// <summary>Why the last link broke; null while none has.</summary>
    public string? LastBreak => Volatile.Read(ref _lastBreak);

    public bool IsClosed => Volatile.Read(ref _isClosing) == 1;

    /// <summary>Ends when the link next comes up or goes down, or an attempt to connect fails. Take it before looking at either.</summary>
    public Task NextChange => Volatile.Read(ref _changed).Task;

    public void Start()
    {
        using (ExecutionContext.SuppressFlow())
        {
            _timer = _options.TimeProvider.CreateTimer(static state => ((LinkKeeper)state!).Tick(), this, TickInterval, TickInterval);
        }

        StartThread(Run);
    }

    /// <summary>Breaks the link for good and returns when the thread has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosing, 1) == 0)
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            Link?.Break(ClosedByOwner);
            await _ended.Task.ConfigureAwait(false);
            await _timer!.DisposeAsync().ConfigureAwait(false);
            _closing.Dispose();
        }

        await _ended.Task.ConfigureAwait(false);
    }

    private void StartThread(Action body) =>
        new Thread(() => body()) { IsBackground = true, Name = $"redis {_options.Endpoint}" }.UnsafeStart();

    private void Run()
    {
        while (!IsClosed)
        {
            if (TryConnect() is { } link && !Serve(link))
            {
                return;
            }

            if (_failures > 0)
            {
                _ = _closing.Token.WaitHandle.WaitOne(BackOff.Delay(_failures, Random.Shared.NextDouble()));
            }
        }

        Announce();
        _ended.SetResult();
    }

    private NodeLink? TryConnect()
    {
        NodeSocket? socket = null;
        try
        {
            var deadline = new Deadline(_options.TimeProvider, _options.ConnectTimeout);
            socket = NodeSocket.Connect(_options.Endpoint, deadline, _closing.Token);
            var handshake = new Handshake(_options, socket, deadline, _closing.Token);
            handshake.Run();
            _telemetry.ConnectedTo(socket.Peer);
            return new NodeLink(_options, handshake);
        }
        catch (Exception exception)
        {
            // Whatever it is: above this is the end of a thread, and with it of the process.
            socket?.Dispose();
            if (!IsClosed)
            {
                NoteFailure(exception);
            }

            return null;
        }
    }

    private void NoteFailure(Exception failure)
    {
        var reason = FailureText.Of(failure, _options);
        var isNews = _failure is null || FailureText.Of(_failure, _options) != reason;
        _failures++;
        var level = ConnectionsLog.LevelOf(_failures, isNews, FailureText.IsRefusal(failure));
        _logger.ConnectFailed(level, _options.TopologyName, _options.Endpoint, reason, _failures);
        Volatile.Write(ref _failure, failure);
        Announce();
    }

    /// <summary>Lets callers use a new link until it breaks.</summary>
    /// <returns>False when another thread has taken over.</returns>
    private bool Serve(NodeLink link)
    {
        Volatile.Write(ref _failure, null);
        Volatile.Write(ref _link, link);
        _logger.Connected(_options.TopologyName, _options.Endpoint, (int)link.Protocol);
        if (_wasConnected)
        {
            RedisTelemetry.Reconnects.Add(1, _telemetry.Tags);
        }

        _wasConnected = true;
        Announce();
        TellState(new NodeConnectionState(IsConnected: true, null));
        link.TakeInRestOfHandshake();
        if (IsClosed)
        {
            link.Break(ClosedByOwner);
        }

        return ReadUntilBroken(link);
    }

    private bool ReadUntilBroken(NodeLink link)
    {
        if (!link.Read())
        {
            return false;
        }

        Volatile.Write(ref _lastBreak, link.BreakReason);
        Volatile.Write(ref _link, null);
        link.Dispose();

        // What it means is told by the topology, and by the attempts to connect when they go on failing.
        // A link that broke soon counts as a failure, or a server that hangs up on everybody would be called without pause.
        _failures = link.Age < BackOff.Longest ? _failures + 1 : 0;
        _logger.Disconnected(IsClosed ? LogLevel.Debug : LogLevel.Information, _options.TopologyName, _options.Endpoint, link.BreakReason!);
        Announce();
        TellState(new NodeConnectionState(IsConnected: false, link.BreakReason));
        return true;
    }

    /// <summary>A handler that fails must not take the connection with it, nor the process.</summary>
    private void HandlePush(Action<RespValue> handler, RespValue message)
    {
        try
        {
            handler(message);
        }
        catch (Exception exception)
        {
            _logger.HandlerFailed(_options.TopologyName, _options.Endpoint, exception);
        }
    }

    private void TellState(NodeConnectionState state)
    {
        try
        {
            _options.StateChanged?.Invoke(_owner, state);
        }
        catch (Exception exception)
        {
            _logger.HandlerFailed(_options.TopologyName, _options.Endpoint, exception);
        }
    }

    private void Tick()
    {
        if (Link is not { } link || Interlocked.Exchange(ref _isTicking, 1) == 1)
        {
            return;
        }

        try
        {
            link.CheckTimeouts();
            if (link.TryTakeOverReading())
            {
                _logger.ReadingTakenOver(_options.TopologyName, _options.Endpoint);
                StartThread(() =>
                {
                    if (ReadUntilBroken(link))
                    {
                        Run();
                    }
                });
            }
        }
        finally
        {
            Volatile.Write(ref _isTicking, 0);
        }
    }

    /// <summary>Wakes everybody who waits for the link to come up or for an attempt to fail.</summary>
    private void Announce() =>
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
