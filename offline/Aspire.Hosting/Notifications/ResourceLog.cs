using System.Globalization;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The log of one resource: own lines, which nobody else keeps, and streamed ones, which the orchestrator can repeat.</summary>
internal sealed class ResourceLog
{
    /// <summary>Lines kept for who comes later; as many as the dashboard shows of one resource.</summary>
    private const int MaxBacklogLines = 10_000;

    /// <summary>Lines that a slow watcher may lag behind; then it loses the oldest of them, and not the process its memory.</summary>
    private const int MaxWatcherLines = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _own = new();
    private readonly Queue<LogLine> _streamed = new();
    private readonly List<Channel<LogLine>> _watchers = [];
    private int _lineNumber;

    public void Write(string text, bool isError, bool isStreamed)
    {
        lock (_lock)
        {
            var line = new LogLine(++_lineNumber, text, isError);
            var backlog = isStreamed ? _streamed : _own;
            backlog.Enqueue(line);
            if (backlog.Count > MaxBacklogLines)
            {
                backlog.Dequeue();
            }

            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(line);
            }
        }
    }

    public IReadOnlyList<LogLine> Backlog()
    {
        lock (_lock)
        {
            return [.. _own.Concat(_streamed).OrderBy(static line => line.LineNumber)];
        }
    }

    public Channel<LogLine> AddWatcher(out IReadOnlyList<LogLine> backlog, out bool isFirst)
    {
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(MaxWatcherLines) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            backlog = Backlog();
            isFirst = _watchers.Count == 0;
            _watchers.Add(channel);
        }

        return channel;
    }

    public bool RemoveWatcher(Channel<LogLine> channel)
    {
        lock (_lock)
        {
            return _watchers.Remove(channel) && _watchers.Count == 0;
        }
    }

    public void ForgetStreamed()
    {
        lock (_lock)
        {
            _streamed.Clear();
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryComplete();
            }
        }
    }
}

/// <summary>Writes lines as the dashboard likes them: the time first.</summary>
internal sealed class ResourceLogger(ResourceLog log, TimeProvider time) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var now = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        var text = $"{now} {formatter(state, exception)}";
        log.Write(exception is null ? text : $"{text}{Environment.NewLine}{exception}", logLevel >= LogLevel.Error, isStreamed: false);
    }
}
