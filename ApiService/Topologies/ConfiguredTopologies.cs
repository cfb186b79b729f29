using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using RedisLib;

namespace ApiService.Topologies;

/// <summary>The connections of this instance by their names, each that of its mode unless it is one more of it, and the one that routes without a mode use.</summary>
internal sealed class ConfiguredTopologies
{
    private readonly FrozenDictionary<string, IRedisConnection> _byName;

    public ConfiguredTopologies(IReadOnlyList<IRedisConnection> connections, string defaultName)
    {
        All = connections;
        _byName = connections.ToFrozenDictionary(connection => connection.Name, StringComparer.OrdinalIgnoreCase);
        Default = _byName[defaultName];
        Cluster = _byName.GetValueOrDefault(ModeNames.Of(RedisMode.Cluster)) as IRedisClusterConnection;
    }

    /// <summary>Every configured one, those that are named like a mode first, in the order of <see cref="RedisMode"/>.</summary>
    public IReadOnlyList<IRedisConnection> All { get; }

    /// <summary>The one that <c>Redis:Mode</c> names.</summary>
    public IRedisConnection Default { get; }

    /// <summary>The cluster, if one is configured.</summary>
    public IRedisClusterConnection? Cluster { get; }

    public bool TryGet(string name, [NotNullWhen(true)] out IRedisConnection? connection) => _byName.TryGetValue(name, out connection);

    /// <summary>Why there is no connection of that name, and what to write instead.</summary>
    public string WhyMissing(string name)
    {
        var configured = string.Join(", ", All.Select(connection => connection.Name));
        return ModeNames.TryParse(name, out _)
            ? $"'{name}' is not configured on this instance, which has: {configured}. Set ConnectionStrings:{name} to use it."
            : $"'{name}' is neither a mode ({string.Join(", ", ModeNames.All)}) nor another name that is configured on this instance, which has: {configured}.";
    }
}
