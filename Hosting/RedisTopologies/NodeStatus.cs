using System.Text.RegularExpressions;
using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What the dashboard shows of a node and of its topology, as functions of the topology's description.</summary>
internal static partial class NodeStatus
{
    /// <summary>What the names of all properties that this package shows begin with.</summary>
    public const string PropertyPrefix = "redis.";

    public const string RoleProperty = PropertyPrefix + "role";
    public const string MasterProperty = PropertyPrefix + "master";
    public const string SlotsProperty = PropertyPrefix + "slots";
    public const string ProblemProperty = PropertyPrefix + "problem";
    public const string PausedProperty = PropertyPrefix + "paused";
    public const string TopologyProperty = PropertyPrefix + "topology";

    /// <summary>What stands for the role of a node that does not answer.</summary>
    public const string SilentRole = "not answering";
    public const string PausedRole = "paused";

    /// <summary>The properties that <see cref="Properties"/> may hold; each is absent while it has nothing to say.</summary>
    public static readonly IReadOnlyList<string> Names = [RoleProperty, MasterProperty, SlotsProperty, ProblemProperty];

    public static IReadOnlyDictionary<string, string> Properties(NodeDescription node, bool isPaused, IReadOnlyDictionary<RedisEndpoint, string> names)
    {
        var properties = new SortedDictionary<string, string>(StringComparer.Ordinal) { [RoleProperty] = RoleText(node.Role, isPaused) };
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
    public static string LinkText(NodeDescription node, bool isPaused) => $"{RoleText(node.Role, isPaused)} {node.Endpoint}";

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

    /// <summary>The nodes that do not answer.</summary>
    public static IReadOnlySet<RedisEndpoint> SilentNodes(TopologyDescription description) =>
        description.Nodes.Where(node => node.Role == NodeRole.Unknown).Select(node => node.Endpoint).ToHashSet();

    /// <summary>The role, or why a node has none that anybody knows.</summary>
    public static string RoleText(NodeRole role, bool isPaused = false) => role switch
    {
        NodeRole.Master => "master",
        NodeRole.Replica => "replica",
        NodeRole.Sentinel => "sentinel",
        _ => isPaused ? PausedRole : SilentRole,
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
