using RedisLib;
using TestServers;

namespace Conformance.Tests;

/// <summary>Our server and redis-server, each with an append-only log that is written before a reply is.</summary>
public sealed class LoggingServers : IAsyncLifetime
{
    private readonly TemporaryDirectory _redisFolder = new();
    private readonly TemporaryDirectory _raftNodeFolder = new();
    private RedisProcess? _redis;
    private RaftNodeProcess? _raftNode;

    /// <summary>The one whose log is right.</summary>
    internal LoggingServer Redis { get; private set; } = null!;

    /// <summary>Ours.</summary>
    internal LoggingServer RaftNode { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync($"dir {_redisFolder.Path}", "appendonly yes", "appendfsync no");
        _raftNode = await RaftNodeProcess.StartAsync("--dir", _raftNodeFolder.Path, "--appendonly", "yes", "--appendfsync", "no");
        Redis = new LoggingServer(_redis.Endpoint, LogOf(_redisFolder));
        RaftNode = new LoggingServer(_raftNode.Endpoint, LogOf(_raftNodeFolder));
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _redis!.DisposeAsync();
        await _raftNode!.DisposeAsync();
        _redisFolder.Dispose();
        _raftNodeFolder.Dispose();
    }

    private static LogText LogOf(TemporaryDirectory folder) => new(Path.Combine(folder.Path, "appendonlydir"));
}

/// <summary>A server and its log.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="Log">What it has written.</param>
internal sealed record LoggingServer(RedisEndpoint Endpoint, LogText Log);
