namespace RedisLib.Slots;

/// <summary>A master and its replicas, which serve the same slots.</summary>
/// <param name="Master">The node that takes the writes.</param>
/// <param name="Replicas">The nodes that copy it.</param>
/// <param name="ConfigEpoch">The configuration epoch of the master, by which newer claims are told from older ones.</param>
internal sealed record ClusterShard(RedisEndpoint Master, IReadOnlyList<RedisEndpoint> Replicas, long ConfigEpoch = 0);

/// <summary>One node's word for who serves a range of slots.</summary>
/// <param name="Slots">The range.</param>
/// <param name="ConfigEpoch">The configuration epoch of the master: of two claims to a slot the one with the higher epoch is the newer.</param>
/// <param name="Shard">Who serves it.</param>
internal readonly record struct SlotClaim(SlotRange Slots, long ConfigEpoch, ClusterShard Shard);
