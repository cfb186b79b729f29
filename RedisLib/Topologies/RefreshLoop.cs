using System.Diagnostics;
using Microsoft.Extensions.Logging;
using RedisLib.Telemetry;

namespace RedisLib.Topologies;

/// <summary>
/// Looks at a topology in rounds, one at a time: at intervals that the last round has chosen, and at once when it is told that
/// something has changed. Any number of calls for a round while one runs make one more.
/// </summary>
internal sealed class RefreshLoop : IAsyncDisposable
{
    /// <summary>The shortest time between the beginnings of two rounds, so that a storm of redirections does not become a storm of questions.</summary>
    private static readonly TimeSpan MinInterval = TimeSpan.FromMilliseconds(20);

    private readonly Func<CancellationToken, Task<TimeSpan>> _round;
    private readonly ILogger _logger;
    private readonly string _topology;
    private readonly ChangeSignal _wanted = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _loop;
    private int _isClosing;

    /// <summary>Starts with a round at once.</summary>
    /// <param name="topology">The name of the topology, for the log.</param>
    /// <param name="round">Looks once, and answers when to look again if nothing happens.</param>
    /// <param name="logger">Where to tell of a round that failed.</param>
    public RefreshLoop(string topology, Func<CancellationToken, Task<TimeSpan>> round, ILogger logger)
    {
        _topology = topology;
        _round = round;
        _logger = logger;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Asks for a round now. It may be called at any time, after the end too: connections that are being closed still tell of it.</summary>
    public void Trigger() => _wanted.Set();

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosing, 1) == 0)
        {
            await _closing.CancelAsync().ConfigureAwait(false);
            await _loop.ConfigureAwait(false);
            _closing.Dispose();
        }

        await _loop.ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        // A question to each node every second stays out of the traces.
        using var background = new Activity(RedisTelemetry.BackgroundActivity) { ActivityTraceFlags = ActivityTraceFlags.None };
        Activity.Current = null;
        background.Start();
        try
        {
            while (true)
            {
                // Taken before the round, so that what is told while it runs makes one more.
                var wanted = _wanted.Next;
                var pause = await LookAsync().ConfigureAwait(false);
                await Task.Delay(MinInterval, _closing.Token).ConfigureAwait(false);
                await wanted.WaitAsync(pause, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                _closing.Token.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (_closing.IsCancellationRequested)
        {
            // The connection is being closed.
        }
    }

    private async Task<TimeSpan> LookAsync()
    {
        try
        {
            return await _round(_closing.Token).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // A node that answers nonsense must not end the watch over the others. The end of the watch is nothing to tell.
            if (!_closing.IsCancellationRequested)
            {
                _logger.RoundFailed(exception, _topology);
            }

            return RefreshIntervals.Unsettled;
        }
    }
}
