using RaftNode.Commands;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Transactions;

/// <summary>MULTI and what belongs to it. https://redis.io/docs/latest/develop/interact/transactions/</summary>
/// <param name="watched">What clients watch.</param>
/// <param name="execute">Runs what was queued; the dispatcher, which comes to be after the table that these commands are in.</param>
internal sealed class TransactionCommands(WatchedKeys watched, Action<Session, Transaction, RedisLib.Resp.RespWriter> execute)
{
    public const string ExecName = "exec";

    private const string DiscardName = "discard";

    private const CommandFlags Flags = CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Fast | CommandFlags.NoQueue;

    public IEnumerable<Command> Rows =>
    [
        new(DiscardName, 1, Flags | CommandFlags.Stale | CommandFlags.AllowBusy, KeySpecification.None, Discard)
        {
            Summary = "Discard all commands issued after MULTI", Since = "2.0.0", Complexity = "O(N) of the queued commands",
        },
        new(ExecName, 1, CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Stale | CommandFlags.SkipSlowlog | CommandFlags.NoQueue, KeySpecification.None, Exec)
        {
            Summary = "Execute all commands issued after MULTI", Since = "1.2.0", Complexity = "that of the commands",
        },
        new("multi", 1, Flags | CommandFlags.Stale | CommandFlags.AllowBusy, KeySpecification.None, Multi)
        {
            Summary = "Mark the start of a transaction block", Since = "1.2.0", Complexity = "O(1)",
            Difference = "what is queued counts for client-query-buffer-limit; redis-server 7.0 lets a queue grow without bounds.",
        },
        new("unwatch", 1, CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Stale | CommandFlags.Fast | CommandFlags.AllowBusy, KeySpecification.None, Unwatch)
        {
            Summary = "Forget about all watched keys", Since = "2.2.0", Complexity = "O(1)",
        },
        new("watch", -2, Flags | CommandFlags.Stale | CommandFlags.AllowBusy, KeySpecification.All.For(KeyUse.ReadOnly), Watch)
        {
            Summary = "Watch the given keys to determine execution of the MULTI/EXEC block", Since = "2.2.0", Complexity = "O(1) for every key",
            Arguments = "key...",
        },
    ];

    /// <summary>What a command does; EXEC does what was queued.</summary>
    public static CommandFlags FlagsOf(Session session, Command command) =>
        session.Transaction is { } transaction && command.Name == ExecName ? command.Flags | transaction.Flags : command.Flags;

    /// <summary>Whether a transaction is over after a command, one way or another.</summary>
    public static bool IsEndedBy(Command command) => command.Name is ExecName or DiscardName or "quit" or "reset";

    /// <summary>Forgets what a client has queued and watches.</summary>
    public void End(Session session)
    {
        session.Transaction = null;
        watched.Forget(session);
    }

    private static void Multi(CommandContext context)
    {
        var session = (Session)context.Client;
        if (session.Transaction is not null)
        {
            context.Fail("ERR MULTI calls can not be nested"u8);
            return;
        }

        session.Transaction = new Transaction();
        context.Reply.WriteOk();
    }

    private void Discard(CommandContext context)
    {
        var session = (Session)context.Client;
        if (session.Transaction is null)
        {
            context.Fail("ERR DISCARD without MULTI"u8);
            return;
        }

        End(session);
        context.Reply.WriteOk();
    }

    private void Exec(CommandContext context)
    {
        var session = (Session)context.Client;
        if (session.Transaction is not { } transaction)
        {
            context.Fail("ERR EXEC without MULTI"u8);
            return;
        }

        var hasChanged = session.HasWatchedKeyChanged || watched.HasExpired(session, context.Databases);
        End(session);
        if (hasChanged && !transaction.HasFailed)
        {
            context.Reply.WriteNullArray();
        }
        else
        {
            execute(session, transaction, context.Reply);
        }
    }

    private void Watch(CommandContext context)
    {
        var session = (Session)context.Client;
        if (session.Transaction is not null)
        {
            context.Fail("ERR WATCH inside MULTI is not allowed"u8);
            return;
        }

        for (var i = 1; i < context.Count && !session.HasWatchedKeyChanged; i++)
        {
            watched.Watch(session, context.Database, context[i]);
        }

        context.Reply.WriteOk();
    }

    private void Unwatch(CommandContext context)
    {
        watched.Forget((Session)context.Client);
        context.Reply.WriteOk();
    }
}
