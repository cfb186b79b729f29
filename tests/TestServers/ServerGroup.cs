using RedisLib.Administration;

namespace TestServers;

/// <summary>Servers that are to become a topology. They run and answer, and know nothing of each other yet.</summary>
public abstract class ServerGroup : IAsyncDisposable
{
    /// <summary>The data nodes.</summary>
    public required IReadOnlyList<RedisProcess> DataNodes { get; init; }

    /// <summary>The sentinels; empty where there are none.</summary>
    public IReadOnlyList<RedisProcess> Sentinels { get; init; } = [];

    /// <summary>The password of all, or null.</summary>
    public string? Password { get; init; }

    /// <summary>What an administrator needs to form the topology.</summary>
    public abstract TopologySpecification Specification { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in DataNodes.Concat(Sentinels))
        {
            await process.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>The servers as an administrator names them.</summary>
    protected static IReadOnlyList<TopologyNode> NodesOf(IEnumerable<RedisProcess> processes) =>
        [.. processes.Select(process => new TopologyNode(process.Endpoint))];

    /// <summary>Starts equal processes at the same time.</summary>
    protected static async Task<IReadOnlyList<RedisProcess>> StartAsync(int count, RedisProcessOptions options)
    {
        var starts = Enumerable.Range(0, count).Select(_ => RedisProcess.StartAsync(options)).ToList();
        try
        {
            return await Task.WhenAll(starts);
        }
        catch
        {
            foreach (var start in starts.Where(start => start.IsCompletedSuccessfully))
            {
                await (await start).DisposeAsync();
            }

            throw;
        }
    }
}
