using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of a resource's log.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

/// <summary>Keeps what resources and their owners say.</summary>
public class ResourceLoggerService : IDisposable
{
    private readonly ConcurrentDictionary<string, ResourceLog> _logs = new(StringComparer.OrdinalIgnoreCase);
    private readonly CancellationTokenSource _disposed = new();

    internal TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Told when the first watcher of a log comes and the last one goes: what a process writes is read only while somebody looks.</summary>
    internal Action<string, bool>? WatchersChanged { get; set; }

    /// <summary>Writes to the log of a resource.</summary>
    public ILogger GetLogger(IResource resource) => GetLogger(ResourceNotificationService.IdOf(resource));

    /// <summary>Writes to the log of a resource.</summary>
    public ILogger GetLogger(string resourceName) => new ResourceLogger(LogOf(resourceName), Time);

    /// <summary>What was said so far, then what is said from now on.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(IResource resource) => WatchAsync(ResourceNotificationService.IdOf(resource));

    /// <summary>What was said so far, then what is said from now on.</summary>
    public IAsyncEnumerable<IReadOnlyList<LogLine>> WatchAsync(string resourceName) => WatchCoreAsync(resourceName);

    /// <summary>Nothing more will be said by a resource: its watchers end.</summary>
    public void Complete(IResource resource) => LogOf(ResourceNotificationService.IdOf(resource)).Complete();

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed.Cancel();
        GC.SuppressFinalize(this);
    }

    /// <summary>What is known now, and nothing after that.</summary>
    internal IReadOnlyList<LogLine> Backlog(string resourceName) => LogOf(resourceName).Backlog();

    internal void WriteStreamed(string resourceName, string line, bool isError) => LogOf(resourceName).Write(line, isError, isStreamed: true);

    internal void ForgetStreamed(string resourceName) => LogOf(resourceName).ForgetStreamed();

    private ResourceLog LogOf(string resourceName) => _logs.GetOrAdd(resourceName, static _ => new ResourceLog());

    private async IAsyncEnumerable<IReadOnlyList<LogLine>> WatchCoreAsync(string resourceName, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _disposed.Token);
        var log = LogOf(resourceName);
        var channel = log.AddWatcher(out var backlog, out var isFirst);
        if (isFirst)
        {
            WatchersChanged?.Invoke(resourceName, true);
        }

        try
        {
            if (backlog.Count > 0)
            {
                yield return backlog;
            }

            while (await WaitToReadAsync(channel, either.Token))
            {
                yield return ReadAll(channel);
            }
        }
        finally
        {
            if (log.RemoveWatcher(channel))
            {
                WatchersChanged?.Invoke(resourceName, false);
            }
        }
    }

    private static async ValueTask<bool> WaitToReadAsync(Channel<LogLine> channel, CancellationToken cancellationToken)
    {
        try
        {
            return await channel.Reader.WaitToReadAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static List<LogLine> ReadAll(Channel<LogLine> channel)
    {
        // One message holds so many lines at most, far below the dashboard's limit of 16 MB a message.
        const int MaxLines = 500;
        var lines = new List<LogLine>();
        while (lines.Count < MaxLines && channel.Reader.TryRead(out var line))
        {
            lines.Add(line);
        }

        return lines;
    }
}
