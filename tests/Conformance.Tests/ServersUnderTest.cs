using RedisLib;
using TestServers;

namespace Conformance.Tests;

/// <summary>Our server and redis-server, without persistence, both telling of what happens to keys.</summary>
public sealed class ServersUnderTest : IAsyncLifetime
{
    private RedisProcess? _redis;
    private RaftNodeProcess? _raftNode;

    /// <summary>The one whose replies are right.</summary>
    public RedisEndpoint Redis => _redis!.Endpoint;

    /// <summary>Ours.</summary>
    public RedisEndpoint RaftNode => _raftNode!.Endpoint;

    /// <summary>The process id of ours.</summary>
    public int RaftNodeProcessId => _raftNode!.ProcessId;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync("notify-keyspace-events KEA");
        _raftNode = await RaftNodeProcess.StartAsync("--notify-keyspace-events", "KEA");
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _redis!.DisposeAsync();
        await _raftNode!.DisposeAsync();
    }
}
