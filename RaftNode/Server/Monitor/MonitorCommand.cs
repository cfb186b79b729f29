using RaftNode.Commands;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Monitor;

/// <summary>MONITOR. https://redis.io/docs/latest/commands/monitor/</summary>
internal sealed class MonitorCommand(Monitors monitors)
{
    public IEnumerable<Command> Rows =>
    [
        new("monitor", 1, CommandFlags.Admin | CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, Begin)
        {
            Summary = "Listen for all requests received by the server in real time", Since = "1.0.0", Complexity = "O(N) of what others ask for",
        },
    ];

    /// <summary>A second MONITOR has no reply.</summary>
    private void Begin(CommandContext context)
    {
        var session = (Session)context.Client;
        if (context.IsInTransaction)
        {
            context.Fail("ERR MONITOR isn't allowed for DENY BLOCKING client"u8);
        }
        else if (!session.IsMonitor)
        {
            monitors.Add(session);
            context.Reply.WriteOk();
        }
    }
}
