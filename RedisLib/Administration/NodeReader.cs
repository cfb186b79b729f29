using RedisLib.Connections;
using RedisLib.Resp;

namespace RedisLib.Administration;

/// <summary>Asks nodes for what they know of themselves. A node that does not answer gives a report that says so.</summary>
internal static class NodeReader
{
    private static readonly RedisCommand[] ClusterQuestions = [ClusterInfoReply.Command, ClusterNodesReply.Command, RoleReply.Command];

    /// <summary>
    /// Asks data nodes for their roles, all at the same time. ROLE has no offset for a replica that has lost its master, so those
    /// are asked for it in a second step.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="patience">How long each may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DataNodeReport[]> ReadRolesAsync(
        IEnumerable<NodeConnection> nodes, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = nodes.ToArray();
        var reports = await AskAllAsync(asked, [RoleReply.Command], ToDataNodeReport, patience, cancellationToken).ConfigureAwait(false);
        var copies = await ReadCopiesAsync(asked.Where((_, index) => IsCutOff(reports[index].Role)), patience, cancellationToken).ConfigureAwait(false);
        return [.. reports.Select(report => copies.TryGetValue(report.Endpoint, out var copy)
            ? report with { Role = report.Role! with { Offset = copy.Offset } }
            : report)];
    }

    /// <summary>Asks cluster nodes for their view of the cluster, all at the same time, and those that have lost their masters for what they have.</summary>
    /// <inheritdoc cref="ReadRolesAsync" path="/param"/>
    public static async Task<ClusterNodeReport[]> ReadClusterAsync(
        IEnumerable<NodeConnection> nodes, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = nodes.ToArray();
        var reports = await AskAllAsync(asked, ClusterQuestions, ToClusterReport, patience, cancellationToken).ConfigureAwait(false);
        var copies = await ReadCopiesAsync(asked.Where((_, index) => IsCutOff(reports[index].Role)), patience, cancellationToken).ConfigureAwait(false);
        return [.. reports.Select(report => copies.TryGetValue(report.Endpoint, out var copy)
            ? report with { Role = report.Role! with { Offset = copy.Offset }, Copy = copy }
            : report)];
    }

    /// <summary>Asks sentinels for the master that they watch, all at the same time.</summary>
    /// <param name="sentinels">The sentinels.</param>
    /// <param name="serviceName">The name of the master.</param>
    /// <param name="patience">How long each may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static Task<SentinelReport[]> ReadSentinelsAsync(
        IEnumerable<NodeConnection> sentinels, string serviceName, TimeSpan patience, CancellationToken cancellationToken)
    {
        // The epoch and the address of one answer belong together: a sentinel runs the commands of a batch one after the other.
        RedisCommand[] questions =
        [
            RedisCommand.Create("SENTINEL", "MASTER", serviceName),
            RedisCommand.Create("SENTINEL", "GET-MASTER-ADDR-BY-NAME", serviceName),
            RedisCommand.Create("SENTINEL", "REPLICAS", serviceName),
            RedisCommand.Create("SENTINEL", "SENTINELS", serviceName),
        ];
        return AskAllAsync(sentinels, questions, ToSentinelReport, patience, cancellationToken);
    }

    private static bool IsCutOff(RoleReply? role) => role is { Role: NodeRole.Replica, IsLinkUp: false };

    private static async Task<Dictionary<RedisEndpoint, StrandedCopy>> ReadCopiesAsync(
        IEnumerable<NodeConnection> cutOff, TimeSpan patience, CancellationToken cancellationToken)
    {
        var answers = await AskAllAsync(cutOff, StrandedCopy.Commands, (endpoint, answer) => (endpoint, answer), patience, cancellationToken).ConfigureAwait(false);
        return answers.Where(one => one.answer.Problem is null)
            .ToDictionary(one => one.endpoint, one => StrandedCopy.Parse(one.answer.Replies));
    }

    private static async Task<T[]> AskAllAsync<T>(
        IEnumerable<NodeConnection> nodes,
        RedisCommand[] questions,
        Func<RedisEndpoint, Answer, T> toReport,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        var asked = nodes.ToArray();
        var answers = await Task.WhenAll(asked.Select(node => AskAsync(node, questions, patience, limit.Token))).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return [.. asked.Zip(answers, (node, answer) => toReport(node.Endpoint, answer))];
    }

    private static async Task<Answer> AskAsync(NodeConnection node, RedisCommand[] questions, TimeSpan patience, CancellationToken limit)
    {
        try
        {
            var replies = await node.SendBatchAsync(questions, limit).ConfigureAwait(false);
            var refusal = replies.FirstOrDefault(reply => reply.IsError);
            return new Answer(replies, refusal.IsError ? $"{node.Endpoint}: {refusal.AsString()}" : null);
        }
        catch (RedisException exception)
        {
            return new Answer([], exception.Message);
        }
        catch (OperationCanceledException)
        {
            return new Answer([], $"{node.Endpoint}: no answer within {patience.TotalMilliseconds:F0} ms");
        }
    }

    private static DataNodeReport ToDataNodeReport(RedisEndpoint endpoint, Answer answer) => answer.Problem is { } problem
        ? new DataNodeReport(endpoint, null, problem)
        : new DataNodeReport(endpoint, RoleReply.Parse(answer.Replies[0]), null);

    private static ClusterNodeReport ToClusterReport(RedisEndpoint endpoint, Answer answer) => answer.Problem is { } problem
        ? new ClusterNodeReport(endpoint, new Dictionary<string, string>(), [], null, problem)
        : new ClusterNodeReport(
            endpoint,
            ClusterInfoReply.Parse(answer.Replies[0].AsString()),
            ClusterNodesReply.Parse(answer.Replies[1].AsString(), endpoint),
            RoleReply.Parse(answer.Replies[2]),
            null);

    private static SentinelReport ToSentinelReport(RedisEndpoint endpoint, Answer answer)
    {
        if (answer.Problem is { } problem)
        {
            return new SentinelReport(endpoint, null, null, [], [], problem) { IsUp = answer.Replies.Count > 0 };
        }

        var address = answer.Replies[1].AsArray();
        return new SentinelReport(
            endpoint,
            SentinelInstance.Parse(answer.Replies[0]),
            address.Count == 2 ? new RedisEndpoint(address[0].AsString(), (int)address[1].AsInt64()) : null,
            SentinelInstance.ParseList(answer.Replies[2]),
            SentinelInstance.ParseList(answer.Replies[3]),
            null);
    }

    private readonly record struct Answer(IReadOnlyList<RespValue> Replies, string? Problem);
}
