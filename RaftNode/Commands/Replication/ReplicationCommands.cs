using RaftNode.Commands.Blocking;

namespace RaftNode.Commands.Replication;

/// <summary>The commands of replication. A server on its own has no replicas.</summary>
internal static class ReplicationCommands
{
    public static IEnumerable<Command> Rows { get; } =
    [
        new("wait", 3, CommandFlags.NoScript, KeySpecification.None, Wait)
        {
            Summary = "Wait for the synchronous replication of all the write commands sent in the context of the current connection",
            Since = "3.0.0",
            Complexity = "O(1)",
            Arguments = "numreplicas:integer timeout:integer",
            Categories = AclCategories.Connection, Tips = ["request_policy:all_shards", "response_policy:agg_min"],
        },
    ];

    private static void Wait(CommandContext context)
    {
        if (!context.TryReadInteger(1, out var replicas) || !BlockingTimeout.TryReadMilliseconds(context, 2, out var deadline))
        {
            return;
        }

        if (replicas <= 0 || !context.MayBlock)
        {
            context.Reply.WriteInteger(0);
        }
        else
        {
            context.Block(deadline, static reply => reply.WriteInteger(0));
        }
    }
}
