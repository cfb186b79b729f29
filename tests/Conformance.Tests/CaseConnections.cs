using RedisLib;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>The connections of a case by their names.</summary>
internal sealed class CaseConnections(RedisEndpoint endpoint, RespVersion version) : IAsyncDisposable
{
    /// <summary>The connection that nobody else uses.</summary>
    private const string Own = "(own)";

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
    public async Task<byte[]?> PlayAsync(Step step)
    {
        var connection = await GetAsync(step.Connection);
        if (step.Closes)
        {
            _connections.Remove(step.Connection);
            await connection.DisposeAsync();
        }
        else if (step.HasReply)
        {
            return await connection.AskAsync(step);
        }
        else
        {
            await connection.SendAsync(step.Request);
        }

        await PassAsync();
        return null;
    }

    /// <summary>
    /// Waits until the server has seen what was sent. It may find the requests of two connections in any order, but answers no request
    /// before it has served the connections that were ready when it found it.
    /// </summary>
    private async Task PassAsync() => await (await GetAsync(Own)).AskAsync("PING\r\n"u8.ToArray());

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections.Values)
        {
            await connection.DisposeAsync();
        }
    }
}
