using Microsoft.Extensions.Logging;
using RedisLib.Administration;
using RedisLib.Connections;

namespace RedisLib.Topologies;

/// <summary>The sentinels: two connections to each, one to ask and one on which it tells of switches by itself.</summary>
internal sealed class SentinelPool : IAsyncDisposable
{
    /// <summary>More sentinels than anybody runs; a longer list is not one to connect to.</summary>
    private const int MaxSentinels = 32;

    private static readonly RedisCommand Subscribe = RedisCommand.Create(
        "SUBSCRIBE", "+switch-master", "+promoted-slave", "+sdown", "-sdown", "+odown", "+slave", "+reset-master");

    private readonly string _serviceName;
    private readonly NodePool _questions;
    private readonly NodePool _events;
    private readonly HashSet<RedisEndpoint> _sentinels = [];

    /// <summary>Connects to the sentinels.</summary>
    /// <param name="options">The options of the connection.</param>
    /// <param name="nodeOptions">How to connect to one.</param>
    /// <param name="onEvent">Called when a sentinel tells of something.</param>
    /// <param name="logger">The log of the connections.</param>
    public SentinelPool(RedisOptions options, Func<RedisEndpoint, NodeConnectionOptions> nodeOptions, Action onEvent, ILogger<NodeConnection> logger)
    {
        _serviceName = options.ServiceName!;
        _questions = new NodePool(endpoint => new NodeConnection(nodeOptions(endpoint), logger));
        _events = new NodePool(endpoint => new NodeConnection(
            nodeOptions(endpoint) with { SetupCommands = [Subscribe], PushHandler = _ => onEvent() }, logger));
        Learn(options.Endpoints);
    }

    /// <summary>How many are known.</summary>
    public int Count => _sentinels.Count;

    /// <summary>Asks all of them for the master.</summary>
    public Task<SentinelReport[]> AskAsync(CancellationToken cancellationToken) =>
        NodeReader.ReadSentinelsAsync(_questions.Nodes, _serviceName, RefreshIntervals.AnswerPatience, cancellationToken);

    /// <summary>Connects to those that are new.</summary>
    public void Learn(IEnumerable<RedisEndpoint> sentinels)
    {
        foreach (var sentinel in sentinels)
        {
            if (_sentinels.Count < MaxSentinels && _sentinels.Add(sentinel))
            {
                _ = _questions.Get(sentinel);
                _ = _events.Get(sentinel);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _questions.DisposeAsync().ConfigureAwait(false);
        await _events.DisposeAsync().ConfigureAwait(false);
    }
}
