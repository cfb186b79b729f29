using System.Globalization;

namespace RaftNode.Tests.Server;

/// <summary>How often a server is killed in each case: once, or as often as the variable says.</summary>
internal static class KillRounds
{
    private const string Variable = "KILL_ROUNDS";

    public static int Count { get; } = int.Parse(Environment.GetEnvironmentVariable(Variable) ?? "1", CultureInfo.InvariantCulture);
}
