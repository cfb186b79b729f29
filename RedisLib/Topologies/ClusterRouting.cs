using RedisLib.Connections;
using RedisLib.Slots;

namespace RedisLib.Topologies;

/// <summary>A slot map with the connections to its nodes. Immutable.</summary>
internal sealed class ClusterRouting
{
    private readonly ServingNodes[] _shards;

    private ClusterRouting(SlotMap map, ServingNodes[] shards)
    {
        Map = map;
        _shards = shards;
    }

    /// <summary>A routing that knows nobody.</summary>
    public static ClusterRouting Empty { get; } = new(SlotMap.Empty, []);

    /// <summary>Who serves which slots.</summary>
    public SlotMap Map { get; }

    /// <summary>Whether every slot has a master that is connected.</summary>
    public bool IsSettled => Map.IsComplete && Array.TrueForAll(_shards, shard => shard.Master is { IsConnected: true });

    /// <summary>Connects to the nodes of a map.</summary>
    /// <param name="map">The map.</param>
    /// <param name="replicas">Which of its replicas may serve.</param>
    /// <param name="nodes">The connections.</param>
    public static ClusterRouting Of(SlotMap map, ClusterReplicas replicas, NodePool nodes) => new(map, [.. map.Shards.Select(shard => new ServingNodes(
        nodes.Get(shard.Master),
        [.. shard.Replicas.Where(replicas.InSync.Contains).Select(nodes.Get)],
        [.. shard.Replicas.Where(replicas.Stale.Contains).Select(nodes.Get)]))]);

    /// <summary>Who serves a slot; for <see cref="CommandKeys.NoSlot"/> any shard whose master is connected.</summary>
    public ServingNodes Serving(int slot, int turn)
    {
        if (slot >= 0)
        {
            var index = Map.ShardIndexOf(slot);
            return index < 0 ? ServingNodes.None : _shards[index];
        }

        for (var i = 0; i < _shards.Length; i++)
        {
            var shard = _shards[(int)((uint)(turn + i) % (uint)_shards.Length)];
            if (shard.Master is { IsConnected: true })
            {
                return shard;
            }
        }

        return ServingNodes.None;
    }
}
