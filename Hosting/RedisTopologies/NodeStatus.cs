using System.Text.RegularExpressions;
using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What the dashboard shows of a node and of its topology, as functions of the topology's description.</summary>
internal static partial class NodeStatus
{
    public const string RoleProperty = "redis.role";
    public const string MasterProperty = "redis.master";
    public const string SlotsProperty = "redis.slots";
    public const string ProblemProperty = "redis.problem";
    public const string PausedProperty = "redis.paused";
    public const string TopologyProperty = "redis.topology";

    /// <summary>The properties that <see cref="Properties"/> may hold; each is absent while it has nothing to say.</summary>
    public static readonly IReadOnlyList<string> Names = [RoleProperty, MasterProperty, SlotsProperty, ProblemProperty];

    public static IReadOnlyDictionary<string, string> Properties(NodeDescription node, IReadOnlyDictionary<RedisEndpoint, string> names)
    {
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal) { [RoleProperty] = RoleText(node.Role) };
        if (node.MasterEndpoint is { } master && node.Role != NodeRole.Master)
        {
            properties[MasterProperty] = Name(master, names);
        }

        if (node.Role == NodeRole.Master && node.Slots.Count > 0)
        {
            properties[SlotsProperty] = string.Join(' ', node.Slots);
        }

        if (node.Problem is { } problem)
        {
            properties[ProblemProperty] = problem;
        }

        return properties;
    }

    /// <summary>What stands for the node's address, such as <c>master 127.0.0.1:6379</c>.</summary>
    public static string LinkText(NodeDescription node) => $"{RoleText(node.Role)} {node.Endpoint}";

    /// <summary>One line such as <c>3 of 3 up, master sentinel-2</c>.</summary>
    public static string Summary(TopologyDescription description, IReadOnlyDictionary<RedisEndpoint, string> names)
    {
        var up = description.Nodes.Count(node => node.Role != NodeRole.Unknown);
        return $"{up} of {description.Nodes.Count} up, {Masters(description, names)}";
    }

    /// <summary>Who takes the writes, such as <c>master sentinel-2</c>.</summary>
    public static string Masters(TopologyDescription description, IReadOnlyDictionary<RedisEndpoint, string> names) =>
        description.Masters.Select(master => Name(master, names)).ToArray() switch
        {
            [] => "no master",
            [var only] => $"master {only}",
            var several => $"masters {string.Join(", ", several)}",
        };

    public static string RoleText(NodeRole role) => role switch
    {
        NodeRole.Master => "master",
        NodeRole.Replica => "replica",
        NodeRole.Sentinel => "sentinel",
        _ => "unknown",
    };

    /// <summary>The description with nodes called by their names where it calls them by their addresses.</summary>
    public static TopologyDescription WithNames(TopologyDescription description, IReadOnlyDictionary<RedisEndpoint, string> names) => description with
    {
        Problems = [.. description.Problems.Select(problem => WithNames(problem, names))],
        Nodes = [.. description.Nodes.Select(node => node with { Problem = node.Problem is { } problem ? WithNames(problem, names) : null })],
    };

    /// <inheritdoc cref="WithNames(TopologyDescription, IReadOnlyDictionary{RedisEndpoint, string})"/>
    public static string WithNames(string text, IReadOnlyDictionary<RedisEndpoint, string> names) => Address().Replace(
        text, match => RedisEndpoint.TryParse(match.Value, out var endpoint) ? Name(endpoint, names) : match.Value);

    public static string Name(RedisEndpoint endpoint, IReadOnlyDictionary<RedisEndpoint, string> names) =>
        names.GetValueOrDefault(endpoint) ?? endpoint.ToString();

    [GeneratedRegex(@"\b\d{1,3}(\.\d{1,3}){3}:\d{1,5}\b", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();
}
