using System.Globalization;
using Microsoft.Extensions.DependencyInjection;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What can be done to a server from outside, without its help.</summary>
internal enum NodeSignal
{
    Kill,
    Pause,
    Resume,
}

/// <summary>Kills, freezes and thaws the server behind a node.</summary>
internal static class NodeSignals
{
    /// <summary>A signal takes no time; docker takes a moment.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Sends the signal and answers null, or what prevented it.</summary>
    public static async Task<string?> SendAsync(ExecuteCommandContext context, IRedisNodeResource node, NodeSignal signal)
    {
        // These are the names under which Aspire itself tells where a resource runs.
        var notifications = context.ServiceProvider.GetRequiredService<ResourceNotificationService>();
        var current = await notifications.WaitForResourceAsync(node.Name, _ => true, context.CancellationToken).ConfigureAwait(false);
        var properties = current.Snapshot.Properties;
        var where = properties.FirstOrDefault(property => property.Name is "executable.pid" or "container.id")?.Value;
        if (current.Snapshot.State?.Text != KnownResourceStates.Running || Convert.ToString(where, CultureInfo.InvariantCulture) is not { Length: > 0 } id)
        {
            return $"{node.Name} is not running.";
        }

        var result = await Task.Run(() => Run(node is RedisNodeContainerResource, signal, id)).ConfigureAwait(false);
        return result.Succeeded ? null : $"{node.Name}: {(result.Problem.Length > 0 ? result.Problem : $"exit code {result.ExitCode}")}";
    }

    private static BoundedProcess.Result Run(bool isContainer, NodeSignal signal, string id) => isContainer
        ? BoundedProcess.Run(Limit, Machine.ContainerRuntime.Command, signal switch { NodeSignal.Kill => "kill", NodeSignal.Pause => "pause", _ => "unpause" }, id)
        : BoundedProcess.Run(Limit, "kill", signal switch { NodeSignal.Kill => "-KILL", NodeSignal.Pause => "-STOP", _ => "-CONT" }, id);
}
