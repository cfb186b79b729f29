namespace RedisLib.Administration;

/// <summary>One CLUSTER command that a node is still to be given.</summary>
/// <param name="Node">The node.</param>
/// <param name="Arguments">The subcommand and what follows it, such as <c>MEET 127.0.0.1 7001 17001</c>.</param>
internal sealed record ClusterStep(RedisEndpoint Node, IReadOnlyList<string> Arguments)
{
    /// <summary>Makes a step.</summary>
    public static ClusterStep Of(RedisEndpoint node, params string[] arguments) => new(node, arguments);

    /// <summary>The step as a person would type it.</summary>
    public override string ToString() => $"{Node}: CLUSTER {string.Join(' ', Arguments)}";
}
