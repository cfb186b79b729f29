using RaftNode.Commands;

namespace RaftNode.Server.Info;

/// <summary>What time it is here, and what the server is to others.</summary>
internal sealed class ServerCommands(TimeProvider time)
{
    private const CommandFlags Flags = CommandFlags.Loading | CommandFlags.Stale | CommandFlags.Fast;

    public IEnumerable<Command> Rows =>
    [
        new("role", 1, CommandFlags.NoScript | Flags, KeySpecification.None, AnswerRole)
        {
            Summary = "Return the role of the instance in the context of replication", Since = "2.8.12", Complexity = "O(1)",
            Categories = AclCategories.Admin | AclCategories.Dangerous,
        },
        new("time", 1, Flags, KeySpecification.None, AnswerTime)
        {
            Summary = "Return the current server time", Since = "2.6.0", Complexity = "O(1)",
            Tips = ["nondeterministic_output"],
        },
    ];

    private static void AnswerRole(CommandContext context)
    {
        context.Reply.WriteArrayHeader(3);
        context.Reply.WriteBulkString("master"u8);
        context.Reply.WriteInteger(0);
        context.Reply.WriteArrayHeader(0);
    }

    private void AnswerTime(CommandContext context)
    {
        var microseconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        context.Reply.WriteArrayHeader(2);
        context.Reply.WriteBulkInteger(microseconds / 1_000_000);
        context.Reply.WriteBulkInteger(microseconds % 1_000_000);
    }
}
