using RedisLib.Resp;

namespace RedisLib.Administration;

/// <summary>Which commands a server has served since its start, and whether one of them changes its data or its place in the topology.</summary>
internal static class ServedCommands
{
    /// <summary>Not writes by the server's own table, but they change where its data comes from or hide what it has served.</summary>
    private static readonly string[] ChangesOfPlace = ["replicaof", "slaveof", "failover", "config|resetstat"];

    /// <summary>The command that asks for them.</summary>
    public static RedisCommand Command { get; } = RedisCommand.Create("INFO", "commandstats");

    /// <summary>Reads the names of lines such as <c>cmdstat_get:calls=21,usec=175,...</c> and <c>cmdstat_config|set:calls=1,...</c>.</summary>
    public static IReadOnlyList<string> Parse(string statistics)
    {
        const string Prefix = "cmdstat_";
        return [.. statistics.Split("\r\n")
            .Where(line => line.StartsWith(Prefix, StringComparison.Ordinal) && line.Contains(':', StringComparison.Ordinal))
            .Select(line => line[Prefix.Length..line.IndexOf(':', StringComparison.Ordinal)])];
    }

    /// <summary>The command that asks what kind each of them is.</summary>
    public static RedisCommand Describe(IReadOnlyList<string> served) =>
        RedisCommand.Create("COMMAND", [(RedisArgument)"INFO", .. served.Select(name => (RedisArgument)name)]);

    /// <summary>Reads <c>[[name, arity, [flag, ...], ...], ...]</c>, null for a command that the server does not know.</summary>
    public static bool AnyChanges(IReadOnlyList<string> served, RespValue descriptions) =>
        served.Any(ChangesOfPlace.Contains)
        || descriptions.AsArray().Any(description => description.IsNull || description.AsArray()[2].AsArray().Any(flag => flag.AsString() == "write"));
}
