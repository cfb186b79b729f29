using RedisLib;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>The connections of a case by their names.</summary>
internal sealed class CaseConnections(RedisEndpoint endpoint, RespVersion version) : IAsyncDisposable
{
    private readonly Dictionary<string, RawConnection> _connections = [];

    /// <summary>The connection of a name, which is opened when it is not there yet.</summary>
    public async Task<RawConnection> GetAsync(string name)
    {
        if (!_connections.TryGetValue(name, out var connection))
        {
            _connections[name] = connection = await RawConnection.OpenAsync(endpoint, version);
            await connection.AskAsync("PING\r\n"u8.ToArray());
        }

        return connection;
    }

    /// <summary>Does what a step says, and answers the reply that it has.</summary>
    /// <remarks>What one connection sends before another one does, the server finds before: they are on one machine.</remarks>
    public async Task<byte[]?> PlayAsync(Step step)
    {
        var connection = await GetAsync(step.Connection);
        if (step.Closes)
        {
            _connections.Remove(step.Connection);
            await connection.DisposeAsync();
            return null;
        }

        if (step.HasReply)
        {
            return await connection.AskAsync(step);
        }

        await connection.SendAsync(step.Request);
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync();
        }
    }
}
