using RaftNode.Commands;
using RaftNode.Persistence.Snapshots;

namespace RaftNode.Server.Snapshots;

/// <summary>SAVE, BGSAVE and LASTSAVE. https://redis.io/docs/latest/commands/save/</summary>
internal sealed class SnapshotCommands(Saver saver, SnapshotTaker taker)
{
    private const CommandFlags Flags = CommandFlags.Admin | CommandFlags.NoScript | CommandFlags.NoAsyncLoading;

    private static ReadOnlySpan<byte> InProgress => "ERR Background save already in progress"u8;

    public IEnumerable<Command> Rows =>
    [
        new("bgsave", -1, Flags, KeySpecification.None, SaveInBackground)
        {
            Summary = "Asynchronously save the dataset to disk", Since = "1.0.0", Complexity = "O(1), and O(N) of all keys between the commands that follow",
            Arguments = "[SCHEDULE]",
        },
        new("lastsave", 1, CommandFlags.Loading | CommandFlags.Stale | CommandFlags.Fast, KeySpecification.None, context => context.Reply.WriteInteger(saver.Status.LastSaveAt))
        {
            Summary = "Get the UNIX time stamp of the last successful save to disk", Since = "1.0.0", Complexity = "O(1)",
            Categories = AclCategories.Admin | AclCategories.Dangerous, Tips = ["nondeterministic_output"],
        },
        new("save", 1, Flags | CommandFlags.NoMulti, KeySpecification.None, Save)
        {
            Summary = "Synchronously save the dataset to disk", Since = "1.0.0", Complexity = "O(N) of all keys",
        },
    ];

    private void Save(CommandContext context)
    {
        if (saver.IsSaving)
        {
            context.Fail(InProgress);
        }
        else if (saver.TrySave())
        {
            context.Reply.WriteOk();
        }
        else
        {
            context.Fail("ERR"u8);
        }
    }

    private void SaveInBackground(CommandContext context)
    {
        var isScheduled = context.Count == 2 && context.Is(1, "SCHEDULE"u8);
        var isTransaction = !context.MayBlock;
        if (context.Count > 1 && !isScheduled)
        {
            context.Fail(Errors.Syntax);
        }
        else if (saver.IsSaving)
        {
            context.Fail(InProgress);
        }
        else if (!taker.IsRunning && !isTransaction)
        {
            saver.Begin();
            context.Reply.WriteSimpleString("Background saving started"u8);
        }
        else if (isScheduled || isTransaction)
        {
            saver.Status.IsScheduled = true;
            context.Reply.WriteSimpleString("Background saving scheduled"u8);
        }
        else
        {
            context.Fail(
                "ERR Another child process is active (AOF?): can't BGSAVE right now. Use BGSAVE SCHEDULE in order to schedule a BGSAVE whenever possible."u8);
        }
    }
}
