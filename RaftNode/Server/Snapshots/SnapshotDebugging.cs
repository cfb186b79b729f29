using Microsoft.Extensions.Logging;
using RaftNode.Commands;
using RaftNode.Observability;
using RaftNode.Persistence.Rdb;
using RaftNode.Server.Debugging;

namespace RaftNode.Server.Snapshots;

/// <summary>DEBUG RELOAD: whether what a file has is what the server has.</summary>
internal sealed class SnapshotDebugging(Saver saver, ILogger log)
{
    private const int FirstOption = 2;

    public IReadOnlyList<DebugSubcommand> Subcommands =>
    [
        new(
            "RELOAD", 2, int.MaxValue,
            [
                "RELOAD [option ...]",
                "    Save the RDB on disk and reload it back to memory. Valid <option> values:",
                "    * MERGE: conflicting keys will be loaded from RDB.",
                "    * NOFLUSH: the existing database will not be removed before load, but",
                "      conflicting keys are an error after which there is no data.",
                "    * NOSAVE: the database will be loaded from an existing RDB file. The AOF is",
                "      not told.",
                "    Examples:",
                "    * DEBUG RELOAD: verify that the server is able to persist, flush and reload",
                "      the database.",
                "    * DEBUG RELOAD NOSAVE: replace the current database with the contents of an",
                "      existing RDB file.",
                "    * DEBUG RELOAD NOSAVE NOFLUSH MERGE: add the contents of an existing RDB",
                "      file to the database.",
            ],
            Reload),
    ];

    private void Reload(CommandContext context)
    {
        var (replaces, clears, saves) = (false, true, true);
        for (var i = FirstOption; i < context.Count; i++)
        {
            if (context.Is(i, "MERGE"u8))
            {
                replaces = true;
            }
            else if (context.Is(i, "NOFLUSH"u8))
            {
                clears = false;
            }
            else if (context.Is(i, "NOSAVE"u8))
            {
                saves = false;
            }
            else
            {
                context.Fail("ERR DEBUG RELOAD only supports the MERGE, NOFLUSH and NOSAVE options."u8);
                return;
            }
        }

        if (saves && !saver.TrySave())
        {
            context.Fail("ERR"u8);
            return;
        }

        if (clears)
        {
            context.ClearAll();
        }

        Load(context, replaces);
    }

    private void Load(CommandContext context, bool replaces)
    {
        try
        {
            if (saver.Load(replaces))
            {
                log.Reloaded();
                context.Reply.WriteOk();
                return;
            }

            log.ReloadFailed("there is no file");
        }
        catch (Exception problem) when (problem is RdbException or IOException)
        {
            log.ReloadFailed(problem.Message);
        }

        context.Fail("ERR Error trying to load the RDB dump"u8);
    }
}
