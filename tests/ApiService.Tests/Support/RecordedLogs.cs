using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ApiService.Tests.Support;

/// <summary>What the service has logged, with its fields.</summary>
internal sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<LogEntry> _entries = [];

    public IReadOnlyCollection<LogEntry> Entries => _entries;

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _entries);

    public void Dispose() => _entries.Clear();

    private sealed class Recorder(string category, ConcurrentQueue<LogEntry> entries) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            entries.Enqueue(new LogEntry(
                category,
                logLevel,
                formatter(state, exception),
                state is IEnumerable<KeyValuePair<string, object?>> fields ? fields.ToDictionary() : []));
    }
}

/// <summary>One line of the log.</summary>
internal sealed record LogEntry(string Category, LogLevel Level, string Text, Dictionary<string, object?> Fields);
