using System.Collections.Concurrent;
using System.Diagnostics;
using RaftNode.Server.Telemetry;
using TestServers;

namespace RaftNode.Tests.Server.Telemetry;

/// <summary>Alone, since whoever listens hears all servers of the process.</summary>
[Collection(AloneCollection.Name)]
public sealed class CommandSpansTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ActivityListener _listener;

    public CommandSpansTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RaftNodeTelemetry.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_command_has_a_span_that_tells_what_it_was_and_not_what_it_said()
    {
        using var server = new InProcessServer();
        using var connection = server.Connect();

        await Eventually.Is(() => Task.FromResult(Spans("INCR", () => connection.Ask("INCR hidden")).Count > 0), Deadline);

        var span = Spans("INCR")[0];
        Assert.Equal(ActivityKind.Server, span.Kind);
        Assert.Equal("redis", span.GetTagItem("db.system.name"));
        Assert.Equal("0", span.GetTagItem("db.namespace"));
        Assert.Null(span.Parent);
        Assert.DoesNotContain(span.TagObjects, tag => $"{tag.Value}".Contains("hidden", StringComparison.Ordinal));
        Assert.InRange(span.Duration, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Whoever_watches_the_server_leaves_no_spans()
    {
        using var server = new InProcessServer("slowlog-log-slower-than -1");
        using var connection = server.Connect();

        await Eventually.Is(() => Task.FromResult(Spans("INCR", () => connection.AskAll([["PING"u8.ToArray()], ["INCR"u8.ToArray(), "a"u8.ToArray()]])).Count > 0), Deadline);

        Assert.Empty(Spans("PING"));
    }

    [Fact]
    public async Task Of_many_commands_some_have_a_span()
    {
        using var server = new InProcessServer("trace-spans-per-second 5", "slowlog-log-slower-than -1");
        using var connection = server.Connect();
        var start = Stopwatch.GetTimestamp();

        await Eventually.Is(() => Task.FromResult(Spans("DECR", () => connection.AskAll([.. Enumerable.Repeat<IReadOnlyList<byte[]>>(["DECR"u8.ToArray(), "many"u8.ToArray()], 1000)])).Count >= 10), Deadline);

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Assert.InRange(Spans("DECR").Count, 10, 5 * (seconds + 2));
    }

    [Fact]
    public async Task A_slow_command_has_a_span_though_no_others_have()
    {
        using var server = new InProcessServer("trace-spans-per-second 0", "slowlog-log-slower-than 0");
        using var connection = server.Connect();

        await Eventually.Is(() => Task.FromResult(Spans("APPEND", () => connection.Ask("APPEND a b")).Count > 0), Deadline);

        Assert.Equal(true, Spans("APPEND")[0].GetTagItem("raftnode.slow"));
        connection.Ask("CONFIG SET slowlog-log-slower-than -1");
        var count = Spans("APPEND").Count;
        connection.Ask("APPEND a b");
        Assert.Equal(count, Spans("APPEND").Count);
    }

    private List<Activity> Spans(string name, Action? before = null)
    {
        before?.Invoke();
        return [.. _spans.Where(span => span.DisplayName == name)];
    }
}
