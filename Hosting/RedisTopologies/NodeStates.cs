using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What the orchestrator says about the nodes of a topology.</summary>
internal static class NodeStates
{
    /// <summary>
    /// Returns when every node runs. A node that ended instead is told through <paramref name="failed"/>, once an end, and
    /// the wait goes on: its user may start it again.
    /// </summary>
    public static async Task WaitUntilAllRunAsync(
        ResourceNotificationService notifications, RedisTopologyResource topology, Func<string, Task> failed, CancellationToken cancellationToken)
    {
        var states = topology.Nodes.ToDictionary(node => node.Name, _ => string.Empty, StringComparer.Ordinal);
        await foreach (var update in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            var name = update.Resource.Name;
            if (!states.TryGetValue(name, out var before))
            {
                continue;
            }

            states[name] = update.Snapshot.State?.Text ?? string.Empty;
            if (states.Values.All(state => state == KnownResourceStates.Running))
            {
                return;
            }

            if (states[name] != before && HasEnded(states[name]))
            {
                await failed(WhyEnded(name, update.Snapshot)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Waits for the end of a node and answers why the topology can not be formed without it.</summary>
    public static async Task<string> WaitUntilOneEndsAsync(
        ResourceNotificationService notifications, RedisTopologyResource topology, CancellationToken cancellationToken)
    {
        var names = topology.Nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        await foreach (var update in notifications.WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (names.Contains(update.Resource.Name) && HasEnded(update.Snapshot.State?.Text))
            {
                return WhyEnded(update.Resource.Name, update.Snapshot);
            }
        }

        throw new OperationCanceledException(cancellationToken);
    }

    /// <summary>Whether nothing of a topology runs any more: no node answers, and the orchestrator says of each that it has ended.</summary>
    public static async Task<bool> HaveAllEndedAsync(
        ResourceNotificationService notifications, RedisTopologyResource topology, TopologyDescription seen, CancellationToken cancellationToken)
    {
        if (seen.Nodes.Any(node => node.Role != NodeRole.Unknown))
        {
            return false;
        }

        foreach (var node in topology.Nodes)
        {
            var current = await notifications.WaitForResourceAsync(node.Name, _ => true, cancellationToken).ConfigureAwait(false);
            if (!HasEnded(current.Snapshot.State?.Text))
            {
                return false;
            }
        }

        return true;
    }

    internal static string WhyEnded(string node, CustomResourceSnapshot snapshot)
    {
        if (snapshot.State?.Text == KnownResourceStates.RuntimeUnhealthy)
        {
            return $"{node} does not run: the container runtime does not answer. Start that first.";
        }

        var how = snapshot.State?.Text == KnownResourceStates.FailedToStart ? "did not start" : "ended before the topology was formed";
        var code = snapshot.ExitCode is { } exitCode ? $" with exit code {exitCode}" : string.Empty;
        return $"{node} {how}{code}: its console log says why.";
    }

    /// <summary>Whether a node does not run. Aspire does not count a container whose runtime is gone as ended, but nothing serves there.</summary>
    private static bool HasEnded(string? state) => state == KnownResourceStates.RuntimeUnhealthy || KnownResourceStates.TerminalStates.Contains(state);
}
