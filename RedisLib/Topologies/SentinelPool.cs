using Microsoft.Extensions.Logging;
using RedisLib.Administration;
using RedisLib.Connections;

namespace RedisLib.Topologies;

/// <summary>The sentinels: two connections to each, one to ask and one on which it tells of switches by itself.</summary>
internal sealed class SentinelPool : IAsyncDisposable
{
    private static readonly RedisCommand Subscribe = RedisCommand.Create(
        "SUBSCRIBE", "+switch-master", "+promoted-slave", "+failover-state-wait-promotion", "+sdown", "-sdown", "+odown", "+slave", "+reset-master");

    private readonly string _serviceName;
    private readonly IReadOnlyList<RedisEndpoint> _configured;
    private readonly NodePool _questions;
    private readonly NodePool _events;

    /// <summary>Connects to the sentinels.</summary>
    /// <param name="options">The options of the connection.</param>
    /// <param name="nodeOptions">How to connect to one.</param>
    /// <param name="onEvent">Called when a sentinel tells of something.</param>
    /// <param name="logger">The log of the connections.</param>
    public SentinelPool(RedisOptions options, Func<RedisEndpoint, NodeConnectionOptions> nodeOptions, Action onEvent, ILogger<NodeConnection> logger)
    {
        _serviceName = options.ServiceName!;
        _configured = options.Endpoints;
        _questions = new NodePool(endpoint => new NodeConnection(nodeOptions(endpoint), logger));
        _events = new NodePool(endpoint => new NodeConnection(
            nodeOptions(endpoint) with { SetupCommands = [Subscribe], PushHandler = _ => onEvent() }, logger));
        Connect(_configured);
    }

    /// <summary>Asks all of them for the master.</summary>
    public Task<SentinelReport[]> AskAsync(CancellationToken cancellationToken) =>
        NodeReader.ReadSentinelsAsync(_questions.Nodes, _serviceName, RefreshIntervals.AnswerPatience, cancellationToken);

    /// <summary>
    /// Connects to those that are new and parts from those that are gone. The configured addresses serve to find the others,
    /// and are used again whenever less than a majority of the others answers.
    /// </summary>
    /// <param name="believed">The answer that is believed, or null when none is.</param>
    /// <param name="reports">All answers.</param>
    public void Follow(SentinelReport? believed, IReadOnlyList<SentinelReport> reports)
    {
        if (believed is null)
        {
            Connect(_configured);
            return;
        }

        var roster = SentinelRoster.Of(believed, reports);
        IReadOnlyList<RedisEndpoint> configured = roster.HasMajority(reports) ? [] : _configured;
        Connect(roster.Reachable.Concat(configured));
        var kept = roster.Known.Concat(configured).ToHashSet();
        _questions.Keep(kept);
        _events.Keep(kept);
    }

    public async ValueTask DisposeAsync()
    {
        await _questions.DisposeAsync().ConfigureAwait(false);
        await _events.DisposeAsync().ConfigureAwait(false);
    }

    private void Connect(IEnumerable<RedisEndpoint> sentinels)
    {
        foreach (var sentinel in sentinels)
        {
            _ = _questions.Get(sentinel);
            _ = _events.Get(sentinel);
        }
    }
}
