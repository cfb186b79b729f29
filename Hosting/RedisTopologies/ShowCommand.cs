using System.Text;
using Microsoft.Extensions.DependencyInjection;
using RedisLib;
using RedisLib.Connections;
using RedisLib.Resp;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Shows what the nodes say of themselves: INFO replication, SENTINEL MASTER or CLUSTER NODES, a row a node.</summary>
internal static class ShowCommand
{
    private static readonly TimeSpan NodePatience = TimeSpan.FromSeconds(2);

    private static readonly string[] ReplicationFields =
        ["role", "master_host", "master_port", "master_link_status", "connected_slaves", "master_repl_offset"];

    private static readonly string[] SentinelFields =
        ["ip", "port", "flags", "num-slaves", "num-other-sentinels", "quorum", "config-epoch"];

    public static async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var controller = context.ServiceProvider.GetRequiredKeyedService<TopologyController>(topology.Name);
        var cancellationToken = context.CancellationToken;
        var text = topology.Mode switch
        {
            RedisMode.Sentinel => await TableAsync(
                controller, topology.Sentinels, RedisCommand.Create("SENTINEL", "MASTER", topology.ServiceName!), SentinelFields, FromMap, cancellationToken).ConfigureAwait(false),
            RedisMode.Cluster => await ClusterNodesAsync(controller, topology.DataNodes, cancellationToken).ConfigureAwait(false),
            _ => await TableAsync(
                controller, topology.DataNodes, RedisCommand.Create("INFO", "replication"), ReplicationFields, FromInfo, cancellationToken).ConfigureAwait(false),
        };
        return CommandResults.Success($"What the nodes of {topology.Name} say", text, CommandResultFormat.Markdown, displayImmediately: true);
    }

    internal static IReadOnlyDictionary<string, string> FromInfo(RespValue reply) => reply.AsString()
        .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(line => line.Split(':', 2))
        .Where(parts => parts.Length == 2)
        .ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    internal static IReadOnlyDictionary<string, string> FromMap(RespValue reply) =>
        reply.AsMap().ToDictionary(field => field.Key, field => field.Value.AsString(), StringComparer.Ordinal);

    private static async Task<string> TableAsync(
        TopologyController controller,
        IReadOnlyList<IRedisNodeResource> nodes,
        RedisCommand command,
        string[] fields,
        Func<RespValue, IReadOnlyDictionary<string, string>> read,
        CancellationToken cancellationToken)
    {
        var text = new StringBuilder($"| node | {string.Join(" | ", fields)} |\n|{string.Concat(Enumerable.Repeat(" --- |", fields.Length + 1))}\n");
        foreach (var (node, reply, problem) in await AskAsync(controller, nodes, command, cancellationToken).ConfigureAwait(false))
        {
            var cells = reply is { } value ? fields.Select(field => read(value).GetValueOrDefault(field, "")) : [problem];
            text.Append($"| {node} | {string.Join(" | ", cells)} |\n");
        }

        return text.ToString();
    }

    /// <summary>The view of the first node that answers, since the nodes of a healthy cluster agree.</summary>
    private static async Task<string> ClusterNodesAsync(
        TopologyController controller, IReadOnlyList<IRedisNodeResource> nodes, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(controller, nodes, RedisCommand.Create("CLUSTER", "NODES"), cancellationToken).ConfigureAwait(false);
        var answered = answers.FirstOrDefault(answer => answer.Reply is not null);
        var text = new StringBuilder();
        text.Append(answered.Reply is { } reply ? $"As {answered.Node} sees it:\n\n```\n{reply.AsString()}```\n" : "No node answers.\n");
        foreach (var (node, _, problem) in answers.Where(answer => answer.Reply is null))
        {
            text.Append($"\n{node}: {problem}\n");
        }

        return text.ToString();
    }

    private static async Task<IReadOnlyList<(string Node, RespValue? Reply, string Problem)>> AskAsync(
        TopologyController controller, IReadOnlyList<IRedisNodeResource> nodes, RedisCommand command, CancellationToken cancellationToken) =>
        await Task.WhenAll(nodes.Select(node => AskAsync(controller, node.Name, command, cancellationToken))).ConfigureAwait(false);

    private static async Task<(string Node, RespValue? Reply, string Problem)> AskAsync(
        TopologyController controller, string node, RedisCommand command, CancellationToken cancellationToken)
    {
        try
        {
            var options = await controller.ConnectionOptionsAsync(node, NodePatience, cancellationToken).ConfigureAwait(false);
            var connection = new NodeConnection(options);
            await using (connection.ConfigureAwait(false))
            {
                await connection.WaitUntilConnectedAsync(cancellationToken).ConfigureAwait(false);
                return (node, await connection.ExecuteAsync(command, cancellationToken).ConfigureAwait(false), "");
            }
        }
        catch (RedisException refusal)
        {
            return (node, null, controller.WithNames(refusal.Message));
        }
    }
}
