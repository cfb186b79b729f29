using System.Text.Json;
using System.Text.Json.Serialization;
using RedisLib;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What a topology that keeps its data must know when it starts again.</summary>
/// <param name="Topology">The name of the topology whose data it is.</param>
/// <param name="Mode">Its mode: the servers of one can not read the data of another.</param>
/// <param name="Runtime">As what its nodes ran; the data of containers may be in volumes and then nowhere else.</param>
/// <param name="Ports">The ports by node. Nodes know each other by address, so they keep theirs.</param>
/// <param name="Master">The name of the node that was the master last, or null in Cluster, whose nodes remember by themselves.</param>
/// <param name="InSync">
/// The nodes that have had the master's data and took no writes of their own since. A server that comes back from its append-only file has
/// forgotten of which replication history that is a part, so nothing but this tells a copy from data of its own.
/// </param>
internal sealed record KeptState(
    string Topology, RedisMode Mode, RedisRuntime Runtime, IReadOnlyDictionary<string, NodePorts> Ports, string? Master, IReadOnlyList<string> InSync)
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>Those of them that had not fallen behind when the master was last seen: the ones to go on from. Empty where nobody knows.</summary>
    public IReadOnlyList<string> Current { get; init; } = [];

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It did not write that.</exception>
    public static KeptState Parse(string text)
    {
        var state = JsonSerializer.Deserialize<KeptState>(text, Json) ?? throw new JsonException("it is empty");
        return state.Ports.FirstOrDefault(node => node.Value?.IsPossible != true) is { Key: { } wrong }
            ? throw new JsonException($"the ports of {wrong} are none")
            : state;
    }
}
