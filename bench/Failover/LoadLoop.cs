using System.Collections.Concurrent;

namespace Failover;

/// <summary>One request that has ended.</summary>
/// <param name="IsWrite">Whether it was a write.</param>
/// <param name="Key">Its key.</param>
/// <param name="Started">When it began, from the start of the loop.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="ServedBy">Who acknowledged a write, or null.</param>
/// <param name="Error">The kind of failure, or null.</param>
internal sealed record Outcome(bool IsWrite, string Key, TimeSpan Started, TimeSpan Duration, string? ServedBy, string? Error)
{
    /// <summary>When it ended, from the start of the loop.</summary>
    public TimeSpan Ended => Started + Duration;
}

/// <summary>
/// Sends requests at a fixed rate, whether or not earlier ones have ended: every second one writes a key of its own, the others
/// read a key that is known to be there.
/// </summary>
/// <param name="target">Whom to send them to.</param>
/// <param name="requestsPerSecond">How many.</param>
/// <param name="prefix">The beginning of the keys that are written.</param>
/// <param name="readKey">The key of the n-th read; it is there already.</param>
internal sealed class LoadLoop(ITarget target, int requestsPerSecond, string prefix, Func<int, string> readKey)
{
    private readonly ConcurrentQueue<Outcome> _outcomes = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>The time since the loop began.</summary>
    public TimeSpan Elapsed => TimeProvider.System.GetElapsedTime(_start);

    /// <summary>What has ended so far.</summary>
    public IReadOnlyCollection<Outcome> Outcomes => _outcomes;

    /// <summary>Runs until it is told to stop, and until the last request has ended.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var requests = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / requestsPerSecond));
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            requests.Add(i % 2 == 0 ? WriteAsync($"{prefix}:{i}") : ReadAsync(readKey(i)));
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }

        await Task.WhenAll(requests);
    }

    private Task WriteAsync(string key) => RecordAsync(isWrite: true, key, async () => await target.WriteAsync(key, key));

    private Task ReadAsync(string key) => RecordAsync(isWrite: false, key, async () =>
        await target.ReadAsync(key) == key ? null : throw new InvalidDataException("wrong value"));

    private async Task RecordAsync(bool isWrite, string key, Func<Task<string?>> request)
    {
        var started = Elapsed;
        try
        {
            var servedBy = await request();
            _outcomes.Enqueue(new Outcome(isWrite, key, started, Elapsed - started, servedBy, null));
        }
        catch (Exception exception)
        {
            var kind = exception switch
            {
                RedisLib.RedisUnavailableException unavailable => unavailable.MayHaveBeenApplied ? "unknown outcome" : "unavailable",
                RequestFailedException failed => failed.Message,
                _ => exception.GetType().Name,
            };
            _outcomes.Enqueue(new Outcome(isWrite, key, started, Elapsed - started, null, kind));
        }
    }
}
