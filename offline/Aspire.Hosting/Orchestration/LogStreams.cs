using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>Reads what workloads write while somebody looks, and not otherwise.</summary>
internal sealed class LogStreams(ResourceLoggerService loggers, Task<EngineProcess> engine)
{
    /// <summary>What a process and a container write, and what the orchestrator says of its attempts to start a container.</summary>
    private static readonly (string Source, bool IsError)[] ExecutableSources = [("stdout", false), ("stderr", true)];
    private static readonly (string Source, bool IsError)[] ContainerSources =
        [("startup_stdout", false), ("startup_stderr", true), ("stdout", false), ("stderr", true)];

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(500);

    private readonly ConcurrentDictionary<string, CancellationTokenSource> _reading = new(StringComparer.OrdinalIgnoreCase);

    public void WatchersChanged(Workload workload, bool any)
    {
        if (!any)
        {
            if (_reading.TryRemove(workload.Name, out var reading))
            {
                reading.Cancel();
                loggers.ForgetStreamed(workload.Name);
            }

            return;
        }

        var stop = new CancellationTokenSource();
        if (_reading.TryAdd(workload.Name, stop))
        {
            foreach (var (source, isError) in workload.IsContainer ? ContainerSources : ExecutableSources)
            {
                _ = ReadAsync(workload, source, isError, stop.Token);
            }
        }
    }

    private async Task ReadAsync(Workload workload, string source, bool isError, CancellationToken cancellationToken)
    {
        string? finished = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                // A stream ends with its process: the next one belongs to the next process.
                if (workload.IsCreated && workload.Uid is { } uid && uid != finished)
                {
                    var client = (await engine).Client;
                    await foreach (var line in client.ReadLogAsync(workload.Plural, workload.Name, source, cancellationToken))
                    {
                        loggers.WriteStreamed(workload.Name, line, isError);
                    }

                    finished = uid;
                }

                await Task.Delay(RetryInterval, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or EngineException or ObjectDisposedException)
            {
                // The object is not there yet, or not any more.
                await Task.Delay(RetryInterval, CancellationToken.None);
            }
        }
    }
}
