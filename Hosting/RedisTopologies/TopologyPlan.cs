using System.Net;
using System.Text.Json.Serialization;
using RedisLib;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What has been decided about the nodes of a topology when they were put into the model.</summary>
internal sealed class TopologyPlan
{
    private readonly IReadOnlyDictionary<string, NodePorts> _ports;
    private readonly string _volumePrefix;

    private TopologyPlan(
        RuntimeDecision decision,
        TopologyDirectory directory,
        KeptState? kept,
        IPAddress announceAddress,
        IReadOnlyDictionary<string, NodePorts> ports,
        string executable)
    {
        Decision = decision;
        Directory = directory;
        Kept = kept;
        AnnounceAddress = announceAddress;
        ContainerCommand = Path.GetFileName(executable);
        _ports = ports;
        _volumePrefix = Path.GetFileName(directory.Path);
    }

    public RuntimeDecision Decision { get; }

    public TopologyDirectory Directory { get; }

    /// <summary>What the last run left, or null without kept data.</summary>
    public KeptState? Kept { get; }

    /// <summary>The address that the nodes announce to each other and to clients.</summary>
    public IPAddress AnnounceAddress { get; }

    /// <summary>The server's executable inside the image.</summary>
    public string ContainerCommand { get; }

    public static TopologyPlan Make(RedisTopologyResource topology)
    {
        var settings = topology.Settings;
        var directory = new TopologyDirectory(settings.DataDirectory ?? topology.TemporaryPath, topology.Name, settings.KeepsData);
        var kept = directory.ReadState(topology.Mode);
        var decision = RuntimeDecision.Decide(settings, kept?.Runtime);
        var announced = settings.AnnounceAddress
            ?? (decision.IsContainer ? AnnounceAddresses.ForContainers() : AnnounceAddresses.ForProcesses);
        return new TopologyPlan(decision, directory, kept, announced, Ports(topology, directory, kept, decision), settings.Executable);
    }

    /// <summary>The ports of a node.</summary>
    public NodePorts PortsOf(string node) => _ports[node];

    /// <summary>The volume of a container's data: one that outlives the AppHost where the data is kept, else one of this run.</summary>
    public string VolumeOf<T>(IResourceBuilder<T> node)
        where T : IResource =>
        Directory.IsKept ? VolumeNameGenerator.Generate(node, "data") : TemporaryVolumeOf(node.Resource.Name);

    /// <summary>A volume that is removed with this process.</summary>
    public string TemporaryVolumeOf(string node) => $"{_volumePrefix}-{node}";

    /// <summary>
    /// The ports of the nodes: fixed ones, else those that they had, else free ones. A cluster node that has lost its files is
    /// another one and gets others: its replicas copy whoever is at the address of their master, even one that is empty. Where
    /// no other node knows it, it has lost nothing: a first start was cut short before the nodes met.
    /// </summary>
    /// <exception cref="DistributedApplicationException">Such a node would come back at its address, because that is fixed.</exception>
    private static Dictionary<string, NodePorts> Ports(
        RedisTopologyResource topology, TopologyDirectory directory, KeptState? kept, RuntimeDecision decision)
    {
        var had = kept?.Ports ?? new Dictionary<string, NodePorts>();
        FreePorts.LeaveOut(had.Values.SelectMany(node => node.All));

        // Of a volume it is not known what it holds.
        var isSeen = topology.Mode == RedisMode.Cluster && !(decision.IsContainer && topology.Settings.UseDataVolumes);
        var names = topology.Shape.NodeNames(topology.Name);
        var lost = names
            .Where(node => isSeen && had.TryGetValue(node, out var ports) && !directory.RemembersCluster(node)
                && names.Any(other => directory.KnowsInCluster(other, ports.Port)))
            .ToArray();
        if (topology.Settings.FirstPort is { } first)
        {
            return lost.Length == 0
                ? names.Index().ToDictionary(node => node.Item, node => NodePorts.Fixed(topology.Shape, first, node.Index), StringComparer.Ordinal)
                : throw new DistributedApplicationException(
                    $"{string.Join(" and ", lost)} of the kept cluster {topology.Name} lost its files ({directory.OfNode(lost[0])}/{TopologyDirectory.ClusterFile}). Empty and at its fixed "
                    + "port it would be copied by its replicas: restore the files; or leave out FirstPort, so that it gets another port, the others keep theirs and a "
                    + $"replica takes its place; or, if no data is wanted any more, delete {directory.Path}.");
        }

        return names.Index().ToDictionary(
            node => node.Item,
            node => (lost.Contains(node.Item) ? null : had.GetValueOrDefault(node.Item)) ?? topology.ChosenPorts(node.Item, node.Index),
            StringComparer.Ordinal);
    }
}

/// <summary>The ports of one node, each the same inside and outside.</summary>
/// <param name="Port">The client port.</param>
/// <param name="BusPort">The port of the cluster bus, or null where there is none.</param>
internal sealed record NodePorts(int Port, int? BusPort)
{
    private const int Highest = 65_535;

    /// <summary>The ports, one or two.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> All => BusPort is { } bus ? [Port, bus] : [Port];

    /// <summary>Whether there can be such ports.</summary>
    [JsonIgnore]
    public bool IsPossible => All.All(port => port is > 0 and <= Highest);

    /// <summary>Client ports follow each other from the first one on, and then the bus ports do.</summary>
    public static NodePorts Fixed(TopologyShape shape, int firstPort, int index) =>
        new(firstPort + index, shape.HasBusAt(index) ? firstPort + shape.Nodes + index : null);

    /// <summary>Ports that are free now.</summary>
    public static NodePorts Free(TopologyShape shape, int index)
    {
        var ports = FreePorts.Take(shape.HasBusAt(index) ? 2 : 1);
        return new(ports[0], ports.Count > 1 ? ports[1] : null);
    }
}
