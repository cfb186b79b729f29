using Microsoft.Extensions.DependencyInjection;
using RedisLib;
using RedisLib.Administration;
using RedisLib.Connections;
using RedisLib.Resp;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Shows what the nodes say of themselves, a row a node: INFO replication, SENTINEL MASTER or CLUSTER NODES.</summary>
internal static class ShowCommand
{
    private static readonly TimeSpan NodePatience = TimeSpan.FromSeconds(2);

    private static readonly string[] ReplicationColumns = ["node", "role", "master", "link", "replicas", "offset"];
    private static readonly string[] SentinelFields = ["flags", "num-slaves", "num-other-sentinels", "quorum", "config-epoch"];
    private static readonly string[] SentinelColumns = ["node", "master", "flags", "replicas", "other sentinels", "quorum", "epoch"];
    private static readonly string[] ClusterColumns = ["node", "role", "master", "slots", "flags", "link"];

    public static async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var controller = context.ServiceProvider.GetRequiredKeyedService<TopologyController>(topology.Name);
        var (nodes, command) = topology.Mode switch
        {
            RedisMode.Sentinel => (topology.Sentinels, RedisCommand.Create("SENTINEL", "MASTER", topology.ServiceName!)),
            RedisMode.Cluster => (topology.DataNodes, ClusterNodesReply.Command),
            _ => (topology.DataNodes, RedisCommand.Create("INFO", "replication")),
        };
        var answers = await Task.WhenAll(nodes.Select(node => AskAsync(controller, node.Name, command, context.CancellationToken))).ConfigureAwait(false);
        var text = topology.Mode switch
        {
            RedisMode.Sentinel => Table(SentinelColumns, answers, reply => SentinelRow(FromMap(reply), controller.NameOf)),
            RedisMode.Cluster => ClusterText(answers, controller),
            _ => Table(ReplicationColumns, answers, reply => ReplicationRow(FromInfo(reply), controller.NameOf)),
        };
        return CommandResults.Success($"What the nodes of {topology.Name} say", text, CommandResultFormat.Markdown, displayImmediately: true);
    }

    internal static string[] ReplicationRow(IReadOnlyDictionary<string, string> info, Func<RedisEndpoint, string> nameOf)
    {
        var isReplica = info.GetValueOrDefault("role") == "slave";
        return
        [
            isReplica ? "replica" : info.GetValueOrDefault("role", ""),
            isReplica ? NameAt(info, "master_host", "master_port", nameOf) : "",
            info.GetValueOrDefault("master_link_status", ""),
            info.GetValueOrDefault("connected_slaves", ""),
            info.GetValueOrDefault(isReplica ? "slave_repl_offset" : "master_repl_offset", ""),
        ];
    }

    internal static string[] SentinelRow(IReadOnlyDictionary<string, string> master, Func<RedisEndpoint, string> nameOf) =>
    [
        NameAt(master, "ip", "port", nameOf),
        .. SentinelFields.Select(field => master.GetValueOrDefault(field, "")),
    ];

    /// <summary>The rows of a cluster in the order of the names of its nodes.</summary>
    internal static IEnumerable<string[]> ClusterRows(IReadOnlyList<ClusterNode> nodes, Func<RedisEndpoint, string> nameOf)
    {
        var names = nodes.ToDictionary(node => node.Id, node => node.Endpoint is { } endpoint ? nameOf(endpoint) : node.Id, StringComparer.Ordinal);
        return nodes.OrderBy(node => names[node.Id], StringComparer.Ordinal).Select(node => new[]
        {
            names[node.Id],
            node.Flags.Contains("slave") ? "replica" : "master",
            node.MasterId is { } master ? names.GetValueOrDefault(master, master) : "",
            string.Join(' ', node.Slots),
            string.Join(' ', node.Flags.Except(["myself", "master", "slave"])),
            node.IsLinkConnected ? "connected" : "disconnected",
        });
    }

    internal static IReadOnlyDictionary<string, string> FromInfo(RespValue reply) => reply.AsString()
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(':', 2))
        .Where(parts => parts.Length == 2)
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    internal static IReadOnlyDictionary<string, string> FromMap(RespValue reply) =>
        reply.AsMap().ToDictionary(field => field.Key, field => field.Value.AsString(), StringComparer.Ordinal);

    /// <summary>The view of the first node that answers, since the nodes of a healthy cluster agree.</summary>
    private static string ClusterText(IReadOnlyList<Answer> answers, TopologyController controller)
    {
        var silent = answers.Where(answer => answer.Reply is null).Select(answer => $"\n{answer.Node}: {answer.Problem}\n");
        var text = answers.FirstOrDefault(answer => answer.Reply is not null) is { Reply: { } reply } first
            ? $"As {first.Node} sees it:\n\n{Table(ClusterColumns, ClusterRows(ClusterNodesReply.Parse(reply.AsString(), controller.EndpointOf(first.Node)), controller.NameOf))}"
            : "No node answers.\n";
        return text + string.Concat(silent);
    }

    private static string Table(string[] columns, IEnumerable<Answer> answers, Func<RespValue, string[]> row) =>
        Table(columns, answers.Select(answer => answer.Reply is { } reply ? [answer.Node, .. row(reply)] : new[] { answer.Node, answer.Problem }));

    private static string Table(string[] columns, IEnumerable<string[]> rows) =>
        string.Concat(rows.Prepend([.. columns.Select(_ => "---")]).Prepend(columns).Select(cells => $"| {string.Join(" | ", cells)} |\n"));

    private static string NameAt(IReadOnlyDictionary<string, string> fields, string host, string port, Func<RedisEndpoint, string> nameOf)
    {
        var address = $"{fields.GetValueOrDefault(host)}:{fields.GetValueOrDefault(port)}";
        return RedisEndpoint.TryParse(address, out var endpoint) ? nameOf(endpoint) : address;
    }

    private static async Task<Answer> AskAsync(
        TopologyController controller, string node, RedisCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var options = await controller.ConnectionOptionsAsync(node, NodePatience, cancellationToken).ConfigureAwait(false);
            var connection = new NodeConnection(options);
            await using (connection.ConfigureAwait(false))
            {
                await connection.WaitUntilConnectedAsync(cancellationToken).ConfigureAwait(false);
                return new Answer(node, await connection.ExecuteAsync(command, cancellationToken).ConfigureAwait(false), "");
            }
        }
        catch (RedisException refusal)
        {
            return new Answer(node, null, controller.WithNames(refusal.Message));
        }
    }

    /// <summary>What came of asking one node.</summary>
    /// <param name="Node">The name of the node.</param>
    /// <param name="Reply">What it said, or null.</param>
    /// <param name="Problem">Why it said nothing, or empty.</param>
    private sealed record Answer(string Node, RespValue? Reply, string Problem);
}
