using Microsoft.Extensions.Logging;
using RaftNode.Commands;
using RaftNode.Observability;
using RaftNode.Persistence.Aof;
using RaftNode.Server.Debugging;

namespace RaftNode.Server.AppendOnly;

/// <summary>DEBUG LOADAOF: whether what the log has is what the server has.</summary>
internal sealed class AofDebugging(Func<AppendOnlyLog> log, ILogger logger)
{
    public IReadOnlyList<DebugSubcommand> Subcommands =>
    [
        new(
            "LOADAOF", 2, 2,
            ["LOADAOF", "    Flush the AOF buffers on disk and reload the AOF in memory. The server ends", "    if it cannot be loaded."],
            Load),
    ];

    private void Load(CommandContext context)
    {
        if (context.IsInTransaction)
        {
            // What the transaction has changed so far is not in the log yet.
            context.Fail(Errors.NotInTransaction);
            return;
        }

        // Loading executes commands, after which the context is about the last of them.
        var (command, request, client, reply) = (context.Command, context.Request.Copy(), context.Client, context.Reply);
        var isLoaded = TryLoad(context);
        context.Begin(command, request, client, reply);
        if (isLoaded)
        {
            logger.AofReloaded();
            reply.WriteOk();
        }
        else
        {
            context.Fail("ERR There is no AOF that could be loaded, or it is being rewritten"u8);
        }
    }

    private bool TryLoad(CommandContext context)
    {
        try
        {
            return log().TryReload(context.ClearAll);
        }
        catch (IOException problem)
        {
            throw new AofException($"Error trying to load the AOF: {problem.Message}", problem);
        }
    }
}
