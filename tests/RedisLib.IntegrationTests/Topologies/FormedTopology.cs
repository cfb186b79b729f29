using System.Text;
using RedisLib.Administration;
using RedisLib.Connections;
using RedisLib.Resp;
using TestServers;

namespace RedisLib.IntegrationTests.Topologies;

/// <summary>A formed topology of real servers with a connection to it.</summary>
internal sealed class FormedTopology : IAsyncDisposable
{
    /// <summary>Many times what a failover takes: how fast it is, the benchmarks measure.</summary>
    private static readonly TimeSpan FailoverDeadline = TimeSpan.FromSeconds(60);

    private FormedTopology(ServerGroup servers, ITopologyAdministrator administrator, IRedisConnection connection)
    {
        Servers = servers;
        Administrator = administrator;
        Connection = connection;
    }

    public ServerGroup Servers { get; }

    public ITopologyAdministrator Administrator { get; }

    public IRedisConnection Connection { get; }

    public IRedisClusterConnection Cluster => (IRedisClusterConnection)Connection;

    /// <summary>Forms the servers and connects to them.</summary>
    /// <param name="servers">The servers; disposed of with the topology.</param>
    /// <param name="change">What the test wants otherwise.</param>
    public static async Task<FormedTopology> CreateAsync(ServerGroup servers, Func<RedisOptions, RedisOptions>? change = null)
    {
        var specification = servers.Specification;
        var administrator = TopologyAdministrator.Create(specification);
        await administrator.FormAsync(CancellationToken.None);
        var options = OptionsFor(servers);
        var topology = new FormedTopology(servers, administrator, RedisConnection.Create(change?.Invoke(options) ?? options));
        await Eventually.Is(() => topology.Connection.MasterEndpoint is not null && topology.Connection.ReplicaEndpoint is not null);
        await topology.WriteAsync("warm-up", "1");
        return topology;
    }

    /// <summary>Forms the usual servers of a mode and connects to them.</summary>
    public static async Task<FormedTopology> CreateAsync(RedisMode mode) => await CreateAsync(mode switch
    {
        RedisMode.Sentinel => (ServerGroup)await SentinelServers.StartAsync(),
        RedisMode.Cluster => await ClusterServers.StartAsync(),
        _ => await MasterReplicaServers.StartAsync(),
    });

    public static RedisOptions OptionsFor(ServerGroup servers) => new()
    {
        Mode = servers.Specification.Mode,
        Endpoints = [.. (servers.Sentinels.Count > 0 ? servers.Sentinels : servers.DataNodes).Select(server => server.Endpoint)],
        ServiceName = servers.Specification.ServiceName,
        Password = servers.Password,
    };

    public ValueTask<WriteResult> WriteAsync(string key, string value) => Connection.WriteAsync(key, Encoding.UTF8.GetBytes(value));

    public RedisProcess Server(RedisEndpoint? endpoint) => Servers.DataNodes.Single(server => server.Endpoint == endpoint);

    /// <summary>Runs a command on one node.</summary>
    public async Task<RespValue> RunAsync(RedisEndpoint node, RedisCommand command)
    {
        await using var connection = new NodeConnection(new() { Endpoint = node, Password = Servers.Password });
        await connection.WaitUntilConnectedAsync();
        return await connection.ExecuteAsync(command);
    }

    /// <summary>Waits until a write is acknowledged by another master than before.</summary>
    public async Task<RedisEndpoint> WriteToAnotherMasterAsync(RedisEndpoint before)
    {
        RedisEndpoint? master = null;
        await Eventually.Is(
            async () => (master = (await WriteAsync("after", "2")).ServedBy) != before, FailoverDeadline, "a write is acknowledged by another master");
        return master!.Value;
    }

    /// <summary>Waits until every replica of the master has what was written. One that has just synced gets the first writes up to a second late.</summary>
    public async Task EveryReplicaHasAllAsync()
    {
        var replicas = Servers.DataNodes.Count - 1;
        await using var master = new NodeConnection(new() { Endpoint = Connection.MasterEndpoint!.Value, Password = Servers.Password });
        await master.WaitUntilConnectedAsync();

        // WAIT counts from the last write of its own connection.
        await master.ExecuteAsync(RedisCommand.Create("SET", "everywhere", "1"));
        await Eventually.Is(async () => (await master.ExecuteAsync(RedisCommand.Create("WAIT", replicas, 100))).AsInt64() == replicas);
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.DisposeAsync();
        await Administrator.DisposeAsync();
        await Servers.DisposeAsync();
    }
}
