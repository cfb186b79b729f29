using System.Collections.Immutable;
using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Who is the master of a topology and what the others are to it, as far as it was seen. A value: each look makes a new one.</summary>
internal sealed record MasterKnowledge
{
    /// <summary>
    /// How long a node may be away from a master that answers and still count as one that has its data: more than lies between
    /// the ends of nodes that are ended together, and what it can miss in that time is little.
    /// </summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The name of the last node that was the only master, or null before one was seen.</summary>
    public string? Master { get; init; }

    /// <summary>The nodes that have had the master's data and have taken no writes of their own since: what they hold is a part of the topology's data, old or new.</summary>
    public ImmutableHashSet<string> InSync { get; init; } = [];

    /// <summary>Those of them that have all of it but for moments. Who fell behind is superseded by these, and must not supersede them.</summary>
    public ImmutableHashSet<string> Current { get; init; } = [];

    /// <summary>The nodes that were masters beside the master when they answered last: what they hold may be nowhere else.</summary>
    public ImmutableHashSet<string> OnTheirOwn { get; init; } = [];

    /// <summary>Since when a node does not follow the master that answers.</summary>
    private ImmutableDictionary<string, TimeSpan> Behind { get; init; } = ImmutableDictionary<string, TimeSpan>.Empty;

    /// <summary>What is known after a look.</summary>
    /// <param name="seen">What was seen. One that names no master or several says nothing about who has the master's data.</param>
    /// <param name="names">The names of the nodes.</param>
    /// <param name="now">When, on any clock that always goes on.</param>
    public MasterKnowledge After(TopologyDescription seen, IReadOnlyDictionary<RedisEndpoint, string> names, TimeSpan now)
    {
        if (seen.Masters is not [var only] || !names.TryGetValue(only, out var master))
        {
            return this with { Behind = Behind.Clear() };
        }

        var nodes = seen.Nodes.Where(node => names.ContainsKey(node.Endpoint)).ToLookup(node => StandingOf(node, only), node => names[node.Endpoint]);
        var behind = nodes[Standing.Behind].ToImmutableDictionary(name => name, name => Behind.GetValueOrDefault(name, now));
        var stillCurrent = behind.Where(node => now - node.Value < Patience).Select(node => node.Key);
        return new MasterKnowledge
        {
            Master = master,
            InSync = InSync.Union(nodes[Standing.InSync]).Except(nodes[Standing.OnItsOwn]),
            Current = Current.Intersect(stillCurrent).Union(nodes[Standing.InSync]),
            OnTheirOwn = OnTheirOwn.Union(nodes[Standing.OnItsOwn]).Except(nodes[Standing.InSync]),
            Behind = behind,
        };
    }

    private static Standing StandingOf(NodeDescription node, RedisEndpoint master) =>
        node.Endpoint == master || (node is { Role: NodeRole.Replica, Problem: null } && node.MasterEndpoint == master) ? Standing.InSync
        : node.Role == NodeRole.Master ? Standing.OnItsOwn
        : Standing.Behind;

    private enum Standing
    {
        InSync,
        Behind,

        /// <summary>It may take writes that the master never sees.</summary>
        OnItsOwn,
    }
}
