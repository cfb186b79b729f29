using RaftNode.Commands;

namespace RaftNode.Server.AppendOnly;

/// <summary>BGREWRITEAOF. https://redis.io/docs/latest/commands/bgrewriteaof/</summary>
/// <param name="log">The log, which comes to be after the table that these commands are in.</param>
internal sealed class AofCommands(Func<AppendOnlyLog> log)
{
    public IEnumerable<Command> Rows =>
    [
        new("bgrewriteaof", 1, CommandFlags.Admin | CommandFlags.NoScript | CommandFlags.NoAsyncLoading, KeySpecification.None, Rewrite)
        {
            Summary = "Asynchronously rewrite the append-only file", Since = "1.0.0", Complexity = "O(1) to start the process",
        },
    ];

    private void Rewrite(CommandContext context)
    {
        if (log().IsRewriting)
        {
            context.Fail("ERR Background append only file rewriting already in progress"u8);
        }
        else if (log().MustWaitToRewrite || context.IsInTransaction)
        {
            log().ScheduleRewrite();
            context.Reply.WriteSimpleString("Background append only file rewriting scheduled"u8);
        }
        else if (log().TryRewrite())
        {
            context.Reply.WriteSimpleString("Background append only file rewriting started"u8);
        }
        else
        {
            context.Fail("ERR Can't execute an AOF background rewriting. Please check the server logs for more information."u8);
        }
    }
}
