using RaftNode.Commands;

namespace RaftNode.Server.Shutdown;

/// <summary>SHUTDOWN. https://redis.io/docs/latest/commands/shutdown/</summary>
internal sealed class ShutdownCommand(ServerShutdown shutdown)
{
    private const CommandFlags Flags =
        CommandFlags.Admin | CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Stale | CommandFlags.NoMulti | CommandFlags.AllowBusy;

    public IEnumerable<Command> Rows =>
    [
        new("shutdown", -1, Flags, KeySpecification.None, Shutdown)
        {
            Summary = "Synchronously save the dataset to disk and then shut down the server", Since = "1.0.0",
            Complexity = "O(N) of all keys when saving, else O(1)",
            Arguments = "[NOSAVE | SAVE] [NOW] [FORCE] [ABORT]",
        },
    ];

    private void Shutdown(CommandContext context)
    {
        bool? saves = null;
        var (isForced, isNow, isAborted) = (false, false, false);
        for (var i = 1; i < context.Count; i++)
        {
            if (saves != true && context.Is(i, "NOSAVE"u8))
            {
                saves = false;
            }
            else if (saves != false && context.Is(i, "SAVE"u8))
            {
                saves = true;
            }
            else if (context.Is(i, "NOW"u8))
            {
                isNow = true;
            }
            else if (context.Is(i, "FORCE"u8))
            {
                isForced = true;
            }
            else if (context.Is(i, "ABORT"u8))
            {
                isAborted = true;
            }
            else
            {
                context.Fail(Errors.Syntax);
                return;
            }
        }

        if (isAborted)
        {
            // It is done as soon as it is asked for: nobody is waited for, so there is never one to abort.
            context.Fail(isNow || isForced || saves is not null ? Errors.Syntax : "ERR No shutdown in progress."u8);
        }
        else if (!shutdown.TryEnd(saves, isForced))
        {
            context.Fail("ERR Errors trying to SHUTDOWN. Check logs."u8);
        }
    }
}
