using Microsoft.Extensions.Logging.Abstractions;
using RedisLib.Topologies;
using TestServers;

namespace RedisLib.Tests.Topologies;

public sealed class RefreshLoopTests
{
    private static readonly TimeSpan Never = TimeSpan.FromDays(1);

    [Fact]
    public async Task A_connection_that_tells_of_its_end_after_the_loop_has_ended_does_no_harm()
    {
        var loop = new RefreshLoop("test", _ => Task.FromResult(Never), NullLogger.Instance);
        await loop.DisposeAsync();

        Assert.Null(Record.Exception(loop.Trigger));
    }

    [Fact]
    public async Task Ending_twice_is_ending_once()
    {
        var loop = new RefreshLoop("test", _ => Task.FromResult(Never), NullLogger.Instance);

        await Task.WhenAll(loop.DisposeAsync().AsTask(), loop.DisposeAsync().AsTask());
        await loop.DisposeAsync();
    }

    [Fact]
    public async Task What_is_told_while_a_round_runs_makes_one_more_round()
    {
        var rounds = 0;
        var firstBegan = new TaskCompletionSource();
        var firstMayEnd = new TaskCompletionSource();
        await using var loop = new RefreshLoop("test", RoundAsync, NullLogger.Instance);
        await firstBegan.Task.WaitAsync(Eventually.DefaultDeadline);

        loop.Trigger();
        loop.Trigger();
        firstMayEnd.SetResult();

        await Eventually.Is(() => Volatile.Read(ref rounds) == 2);

        async Task<TimeSpan> RoundAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref rounds);
            firstBegan.TrySetResult();
            await firstMayEnd.Task.WaitAsync(cancellationToken);
            return Never;
        }
    }
}
