using RaftNode.Commands;

namespace RaftNode.Server.Snapshots;

/// <summary>SAVE, BGSAVE and LASTSAVE. https://redis.io/docs/latest/commands/save/</summary>
internal sealed class SnapshotCommands(DatabaseFile file)
{
    private const CommandFlags Flags = CommandFlags.Admin | CommandFlags.NoScript | CommandFlags.NoMulti;

    public IEnumerable<Command> Rows =>
    [
        new("save", 1, Flags | CommandFlags.NoAsyncLoading, KeySpecification.None, Save)
        {
            Summary = "Synchronously save the dataset to disk", Since = "1.0.0", Complexity = "O(N) of all keys",
        },
    ];

    private void Save(CommandContext context)
    {
        try
        {
            file.Save();
            context.Reply.WriteOk();
        }
        catch (IOException)
        {
            context.Fail("ERR"u8);
        }
    }
}
