namespace RedisLib.Administration;

/// <summary>
/// Write barriers that could not be lowered when their failovers ended: their masters were silent, or nobody knew whether they
/// had been replaced. They are tried again with every look, until they are down.
/// </summary>
internal sealed class LeftBarriers : IAsyncDisposable
{
    /// <summary>Held while barriers are lowered, and during a failover: to lower an old barrier would lower the one that protects it.</summary>
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private readonly List<WriteBarrier> _barriers = [];
    private Task _lowering = Task.CompletedTask;

    /// <summary>Remembers a barrier.</summary>
    public void Add(WriteBarrier barrier)
    {
        lock (_gate)
        {
            _barriers.Add(barrier);
        }
    }

    /// <summary>Begins to lower what may be lowered, where neither that nor a failover is under way, and waits for nothing.</summary>
    public void BeginToLower()
    {
        if (Newest().Length > 0 && _turn.Wait(0, CancellationToken.None))
        {
            _lowering = LowerAsync();
        }
    }

    /// <summary>Keeps them as they are until the result is disposed of.</summary>
    public async Task<IDisposable> HoldAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Hold(_turn);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _lowering.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ending.Dispose();
    }

    private async Task LowerAsync()
    {
        try
        {
            foreach (var barrier in Newest())
            {
                if (await barrier.TryLowerAsync(_ending.Token).ConfigureAwait(false))
                {
                    lock (_gate)
                    {
                        _barriers.Remove(barrier);
                    }
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The newest barrier of each master: an older one knows what the settings were before both, so its turn comes after.</summary>
    private WriteBarrier[] Newest()
    {
        lock (_gate)
        {
            return [.. _barriers.GroupBy(barrier => barrier.Master).Select(ofMaster => ofMaster.Last())];
        }
    }

    private sealed class Hold(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}
