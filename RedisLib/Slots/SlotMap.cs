namespace RedisLib.Slots;

/// <summary>Which shard serves each of the 16,384 slots, at one moment. Immutable.</summary>
internal sealed class SlotMap
{
    private const ushort NoShard = ushort.MaxValue;

    /// <summary>By slot, the index of its shard in <see cref="Shards"/>.</summary>
    private readonly ushort[] _shardOfSlot;

    private SlotMap(ushort[] shardOfSlot, ClusterShard[] shards)
    {
        _shardOfSlot = shardOfSlot;
        Shards = shards;
        IsComplete = !shardOfSlot.AsSpan().Contains(NoShard);
    }

    /// <summary>A map that knows no shard.</summary>
    public static SlotMap Empty { get; } = new(NoShards(), []);

    /// <summary>The shards, by lowest slot where the map came from the cluster's own tables.</summary>
    public IReadOnlyList<ClusterShard> Shards { get; }

    /// <summary>Whether every slot has a shard.</summary>
    public bool IsComplete { get; }

    /// <summary>Every node of every shard, each once.</summary>
    public IEnumerable<RedisEndpoint> Nodes => Shards.SelectMany(shard => shard.Replicas.Prepend(shard.Master)).Distinct();

    /// <summary>The index in <see cref="Shards"/> of the shard of a slot; -1 when nobody is known to serve it.</summary>
    public int ShardIndexOf(int slot) => _shardOfSlot[slot] is var index && index != NoShard ? index : -1;

    /// <summary>
    /// Makes a map of what several nodes say. For each slot the claim with the highest configuration epoch wins, which is the
    /// cluster's own rule: a node that has not heard of a failover yet does no harm.
    /// </summary>
    public static SlotMap Create(IEnumerable<SlotClaim> claims)
    {
        var shards = new List<ClusterShard>();
        var indexes = new Dictionary<RedisEndpoint, ushort>();
        var shardOfSlot = NoShards();
        foreach (var claim in claims.OrderBy(claim => claim.ConfigEpoch))
        {
            if (!indexes.TryGetValue(claim.Shard.Master, out var index))
            {
                indexes[claim.Shard.Master] = index = checked((ushort)shards.Count);
                shards.Add(claim.Shard);
            }

            shards[index] = claim.Shard with { Replicas = [.. shards[index].Replicas.Union(claim.Shard.Replicas)], ConfigEpoch = claim.ConfigEpoch };
            shardOfSlot.AsSpan(claim.Slots.First, claim.Slots.Count).Fill(index);
        }

        return Compact(shardOfSlot, shards);
    }

    /// <summary>The map after a MOVED reply.</summary>
    /// <remarks>
    /// A slot that moved to a replica of its own shard tells of a failover: then all slots of the shard move. Whoever takes a slot
    /// over has a higher epoch than who had it.
    /// </remarks>
    public SlotMap WithMoved(int slot, RedisEndpoint master)
    {
        var current = _shardOfSlot[slot];
        if (current != NoShard && Shards[current].Master == master)
        {
            return this;
        }

        var shards = Shards.ToList();
        if (current != NoShard && shards[current].Replicas.Contains(master))
        {
            shards[current] = new ClusterShard(master, [.. shards[current].Replicas.Where(replica => replica != master)], shards[current].ConfigEpoch + 1);
            return new SlotMap(_shardOfSlot, [.. shards]);
        }

        var index = shards.FindIndex(shard => shard.Master == master);
        if (index < 0)
        {
            index = shards.Count;
            shards.Add(new ClusterShard(master, []));
        }

        if (current != NoShard && shards[index].ConfigEpoch <= shards[current].ConfigEpoch)
        {
            shards[index] = shards[index] with { ConfigEpoch = shards[current].ConfigEpoch + 1 };
        }

        var shardOfSlot = (ushort[])_shardOfSlot.Clone();
        shardOfSlot[slot] = (ushort)index;
        return Compact(shardOfSlot, shards);
    }

    /// <summary>
    /// This map, except for slots whose master in an earlier map has a higher epoch than the one here: those stay as they were,
    /// because a master of a lower epoch is one that was superseded and has not heard of it. This very map when there are none.
    /// </summary>
    public SlotMap WithNewerOf(SlotMap earlier)
    {
        var shards = Shards.ToList();
        var shardOfSlot = (ushort[])_shardOfSlot.Clone();
        for (var slot = 0; slot < HashSlot.Count; slot++)
        {
            var (now, before) = (_shardOfSlot[slot], earlier._shardOfSlot[slot]);
            if (now == NoShard || before == NoShard)
            {
                continue;
            }

            var known = earlier.Shards[before];
            if (Shards[now].Master == known.Master || Shards[now].ConfigEpoch >= known.ConfigEpoch)
            {
                continue;
            }

            var index = shards.FindIndex(shard => shard.Master == known.Master);
            if (index < 0)
            {
                index = shards.Count;
                shards.Add(known);
            }
            else if (shards[index].ConfigEpoch < known.ConfigEpoch)
            {
                shards[index] = shards[index] with { ConfigEpoch = known.ConfigEpoch };
            }

            shardOfSlot[slot] = (ushort)index;
        }

        return shardOfSlot.AsSpan().SequenceEqual(_shardOfSlot) ? this : Compact(shardOfSlot, shards);
    }

    /// <summary>Whether another map names the same master for every slot.</summary>
    public bool HasMastersOf(SlotMap other) =>
        _shardOfSlot.AsSpan().SequenceEqual(other._shardOfSlot) && Shards.Select(shard => shard.Master).SequenceEqual(other.Shards.Select(shard => shard.Master));

    /// <summary>The slots of a shard as ranges, lowest first.</summary>
    public IReadOnlyList<SlotRange> SlotsOf(ClusterShard shard)
    {
        var index = Shards.IndexOf(shard);
        var ranges = new List<SlotRange>();
        for (var slot = 0; slot < HashSlot.Count; slot++)
        {
            if (_shardOfSlot[slot] != index)
            {
                continue;
            }

            var first = slot;
            while (slot + 1 < HashSlot.Count && _shardOfSlot[slot + 1] == index)
            {
                slot++;
            }

            ranges.Add(new SlotRange(first, slot));
        }

        return ranges;
    }

    private static ushort[] NoShards()
    {
        var shardOfSlot = new ushort[HashSlot.Count];
        Array.Fill(shardOfSlot, NoShard);
        return shardOfSlot;
    }

    /// <summary>Leaves out shards without slots, and puts the others in the order of their lowest slot.</summary>
    private static SlotMap Compact(ushort[] shardOfSlot, List<ClusterShard> shards)
    {
        var order = shardOfSlot.Where(index => index != NoShard).Distinct().ToArray();
        var newIndexes = new ushort[shards.Count];
        for (var i = 0; i < order.Length; i++)
        {
            newIndexes[order[i]] = (ushort)i;
        }

        var renumbered = Array.ConvertAll(shardOfSlot, index => index == NoShard ? NoShard : newIndexes[index]);
        return new SlotMap(renumbered, [.. order.Select(index => shards[index])]);
    }
}
