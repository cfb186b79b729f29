using System.Diagnostics.CodeAnalysis;

namespace RedisLib;

/// <summary>The names of the modes in settings and addresses: <c>master-replica</c>, <c>sentinel</c>, <c>cluster</c>.</summary>
public static class ModeNames
{
    private static readonly (RedisMode Mode, string Name)[] Names =
    [
        (RedisMode.MasterReplica, "master-replica"),
        (RedisMode.Sentinel, "sentinel"),
        (RedisMode.Cluster, "cluster"),
    ];

    /// <summary>All names, in the order of the modes, for messages such as "write one of ...".</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(pair => pair.Name)];

    /// <summary>The name of a mode, such as <c>master-replica</c>.</summary>
    public static string Of(RedisMode mode) => Array.Find(Names, pair => pair.Mode == mode).Name
        ?? throw new ArgumentOutOfRangeException(nameof(mode), mode, "There is no such mode.");

    /// <summary>Reads a name, whatever its case: <c>master-replica</c> or, as the mode itself is spelt, <c>MasterReplica</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RedisMode mode)
    {
        foreach (var (candidate, name) in Names)
        {
            if (string.Equals(text, name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(text, candidate.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                mode = candidate;
                return true;
            }
        }

        mode = default;
        return false;
    }
}
