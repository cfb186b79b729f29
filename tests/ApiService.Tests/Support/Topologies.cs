using RedisLib;
using RedisLib.Administration;
using TestServers;

namespace ApiService.Tests.Support;

/// <summary>The three topologies, formed, and one service that uses all of them; shared by the tests that break nothing.</summary>
public sealed class Topologies : IAsyncLifetime
{
    public const string Collection = "topologies";

    private readonly List<ServerGroup> _groups = [];
    private RunningApi? _api;

    internal RunningApi Api => _api!;

    public async Task InitializeAsync()
    {
        _groups.Add(await MasterReplicaServers.StartAsync());
        _groups.Add(await SentinelServers.StartAsync(password: "secret"));
        _groups.Add(await ClusterServers.StartAsync());
        await Task.WhenAll(_groups.Select(FormAsync));
        _api = new RunningApi(SettingsFor(_groups));
    }

    public async Task DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        foreach (var group in _groups)
        {
            await group.DisposeAsync();
        }
    }

    /// <summary>Makes the servers one topology.</summary>
    internal static async Task FormAsync(ServerGroup group)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        await using var administrator = TopologyAdministrator.Create(group.Specification);
        await administrator.FormAsync(patience.Token);
    }

    /// <summary>The connection strings of the groups; the mode of the first is that of the routes that name none.</summary>
    internal static Dictionary<string, string> SettingsFor(params IReadOnlyList<ServerGroup> groups)
    {
        var settings = groups.ToDictionary(
            group => $"ConnectionStrings:{ModeNames.Of(group.Specification.Mode)}",
            ConnectionString);
        settings["Redis:Mode"] = groups[0].Specification.Mode.ToString();
        return settings;
    }

    private static string ConnectionString(ServerGroup group)
    {
        var nodes = group.Sentinels.Count > 0 ? group.Sentinels : group.DataNodes;
        var text = string.Join(',', nodes.Select(node => node.Endpoint));
        text += group.Sentinels.Count > 0 ? $",serviceName={SentinelServers.ServiceName}" : "";
        return group.Password is null ? text : $"{text},password={group.Password}";
    }
}

[CollectionDefinition(Topologies.Collection)]
public sealed class TopologiesCollection : ICollectionFixture<Topologies>;
