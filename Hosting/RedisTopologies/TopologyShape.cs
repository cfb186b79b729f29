namespace Aspire.Hosting.RedisTopologies;

/// <summary>How many nodes of which kind a topology has.</summary>
/// <param name="DataNodes">Servers that hold data.</param>
/// <param name="Sentinels">Sentinels.</param>
/// <param name="Masters">How many of the data nodes start as masters.</param>
/// <param name="HasBus">Whether the data nodes have a cluster bus beside their client port.</param>
internal sealed record TopologyShape(int DataNodes, int Sentinels, int Masters, bool HasBus)
{
    public int Nodes => DataNodes + Sentinels;

    /// <summary>How many ports the nodes need in all.</summary>
    public int Ports => HasBus ? Nodes + DataNodes : Nodes;

    /// <summary>Whether the node at this index has a cluster bus.</summary>
    public bool HasBusAt(int index) => HasBus && index < DataNodes;

    /// <summary>The names of the nodes: the data nodes', then the sentinels'.</summary>
    public IReadOnlyList<string> NodeNames(string topology) =>
    [
        .. Enumerable.Range(1, DataNodes).Select(number => $"{topology}-{number}"),
        .. Enumerable.Range(1, Sentinels).Select(number => $"{topology}-sentinel-{number}"),
    ];
}
