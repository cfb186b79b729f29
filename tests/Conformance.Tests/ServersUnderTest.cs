using RedisLib;
using TestServers;

namespace Conformance.Tests;

/// <summary>Our server and redis-server, without persistence.</summary>
public sealed class ServersUnderTest : IAsyncLifetime
{
    private RedisProcess? _redis;
    private RaftNodeProcess? _raftNode;

    /// <summary>The one whose replies are right.</summary>
    public RedisEndpoint Redis => _redis!.Endpoint;

    /// <summary>Ours.</summary>
    public RedisEndpoint RaftNode => _raftNode!.Endpoint;

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        _redis = await RedisProcess.StartAsync();
        _raftNode = await RaftNodeProcess.StartAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        await _redis!.DisposeAsync();
        await _raftNode!.DisposeAsync();
    }
}
