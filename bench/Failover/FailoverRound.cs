using RedisLib;
using RedisLib.Administration;
using RedisLib.Slots;
using TestServers;

namespace Failover;

/// <summary>One failover under load, on servers of its own.</summary>
internal sealed class FailoverRound(FailoverSettings settings, RedisMode mode, Fault fault) : IAsyncDisposable
{
    private const int ReadKeys = 64;

    private static readonly TimeSpan CalmBefore = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CalmAfter = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private ServerGroup _servers = null!;
    private ITopologyAdministrator _administrator = null!;
    private IRedisConnection _connection = null!;
    private string _tag = "";

    /// <summary>Runs the round.</summary>
    public async Task<RoundResult> RunAsync()
    {
        await StartAsync();
        await using var api = settings.Through == Through.Api ? await ApiProcess.StartAsync(mode, ConnectionString()) : null;
        ITarget target = api is null ? new LibraryTarget(_connection) : new ApiTarget(api.Http, ModeNames.Of(mode));
        for (var i = 0; i < ReadKeys; i++)
        {
            await target.WriteAsync(ReadKey(i), ReadKey(i));
        }

        await Eventually.Is(async () => (await Task.WhenAll(Enumerable.Range(0, ReadKeys).Select(async i => await target.ReadAsync(ReadKey(i)) == ReadKey(i)))).All(isThere => isThere));
        var victim = _servers.DataNodes.Single(server => server.Endpoint == _connection.MasterEndpoint);
        var loop = new LoadLoop(target, settings.RequestsPerSecond, $"{_tag}write", i => ReadKey(i % ReadKeys));
        using var stop = new CancellationTokenSource();
        var running = loop.RunAsync(stop.Token);
        await Task.Delay(CalmBefore + TimeSpan.FromMilliseconds(Random.Shared.Next(1000)));
        var hitAtTime = TimeProvider.System.GetLocalNow().DateTime;
        await HitAsync(victim);
        var hitAt = loop.Elapsed;
        await Eventually.Is(
            () => loop.Outcomes.Any(outcome => outcome is { IsWrite: true, Error: null } && outcome.Started > hitAt && outcome.ServedBy != victim.Endpoint.ToString()),
            Patience);
        await Task.Delay(CalmAfter);
        await stop.CancelAsync();
        await running;
        await ReturnAsync(victim);
        return RoundResult.From(
            loop.Outcomes, PromotionLog.TimeUntilPromotion(_servers.DataNodes, hitAtTime), await CountLostAsync(loop.Outcomes));
    }

    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _administrator.DisposeAsync();
        await _servers.DisposeAsync();
    }

    private string ConnectionString() =>
        $"{string.Join(',', Seeds().Select(server => server.Endpoint))}{(mode == RedisMode.Sentinel ? $",serviceName={_servers.Specification.ServiceName}" : "")}";

    private IReadOnlyList<RedisProcess> Seeds() => mode == RedisMode.Cluster ? _servers.DataNodes : _servers.Sentinels;

    private string ReadKey(int i) => $"{_tag}read:{i}";

    private async Task StartAsync()
    {
        _servers = mode == RedisMode.Cluster ? await ClusterServers.StartAsync() : await SentinelServers.StartAsync();
        _administrator = TopologyAdministrator.Create(_servers.Specification);
        await _administrator.FormAsync(CancellationToken.None);
        _connection = RedisConnection.Create(new RedisOptions
        {
            Mode = mode,
            Endpoints = [.. Seeds().Select(server => server.Endpoint)],
            ServiceName = _servers.Specification.ServiceName,
        });
        await Eventually.Is(() => _connection.MasterEndpoint is not null && _connection.ReplicaEndpoint is not null);
        _tag = await TagAsync();
    }

    /// <summary>In a cluster, a hash tag of the shard that will be hit: only its keys are affected.</summary>
    private async Task<string> TagAsync()
    {
        if (mode != RedisMode.Cluster)
        {
            return "";
        }

        var description = await _administrator.DescribeAsync(CancellationToken.None);
        var slots = description.Nodes.Single(node => node.Endpoint == _connection.MasterEndpoint).Slots;
        return Enumerable.Range(0, HashSlot.Count)
            .Select(i => $"{{{i}}}")
            .First(tag => slots.Any(range => range.First <= HashSlot.Of(tag) && HashSlot.Of(tag) <= range.Last));
    }

    private Task HitAsync(RedisProcess victim)
    {
        if (fault == Fault.Kill)
        {
            return victim.KillAsync();
        }

        victim.Pause();
        return Task.CompletedTask;
    }

    /// <summary>Brings the old master back, so that what is read at the end is what the topology has agreed on.</summary>
    private async Task ReturnAsync(RedisProcess victim)
    {
        if (fault == Fault.Kill)
        {
            await victim.RestartAsync();
        }
        else
        {
            victim.Resume();
        }

        await Eventually.Is(
            async () => (await _administrator.DescribeAsync(CancellationToken.None)).Replicas.Contains(victim.Endpoint), TimeSpan.FromSeconds(30));
    }

    private async Task<int> CountLostAsync(IReadOnlyCollection<Outcome> outcomes)
    {
        var lost = 0;
        foreach (var write in outcomes.Where(outcome => outcome is { IsWrite: true, Error: null }))
        {
            var reply = await _connection.ExecuteAsync(RedisCommand.Create("GET", write.Key));
            lost += reply.IsNull ? 1 : 0;
        }

        return lost;
    }
}
