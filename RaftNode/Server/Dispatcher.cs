using RaftNode.Commands;
using RaftNode.Server.Blocking;
using RaftNode.Server.Clients;
using RaftNode.Server.Configuration;
using RaftNode.Server.Debugging;
using RaftNode.Server.Memory;
using RaftNode.Server.Monitor;
using RaftNode.Server.Sessions;
using RaftNode.Server.Shutdown;
using RaftNode.Server.Transactions;
using RedisLib.Resp;

namespace RaftNode.Server;

/// <summary>Finds the command of a request, checks that it may run, and runs or queues it. <c>writeProblem</c> is why writes are refused, or null.</summary>
internal sealed class Dispatcher(
    CommandTable table,
    CommandContext context,
    TransactionCommands transactions,
    BlockedClients blocked,
    ClientPause pause,
    Outputs outputs,
    ServerShutdown shutdown,
    ServerSettings settings,
    UsedMemory memory,
    Monitors monitors,
    CommandMeter meter,
    Func<string?> writeProblem)
{
    private const CommandFlags UseOfKeys = CommandFlags.ReadOnly | CommandFlags.Write | CommandFlags.MayReplicate;

    private static ReadOnlySpan<byte> TransactionFailed => "EXECABORT Transaction discarded because of previous errors."u8;

    /// <summary>Answers one request.</summary>
    public void Execute(Session session, in RespRequest request, RespWriter reply)
    {
        if (shutdown.IsOver || Find(session, request, reply) is not { } command)
        {
            return;
        }

        if (pause.Holds(session, command))
        {
            session.Reader.Unread();
            return;
        }

        if (session.Transaction is { } transaction && !command.Flags.HasFlag(CommandFlags.NoQueue))
        {
            transaction.Queue(request, command.Flags);
            reply.WriteSimpleString("QUEUED"u8);
            return;
        }

        Call(command, request, session, reply, mayBlock: true);
        context.Propagation.Complete();
        if (blocked.HasReady)
        {
            ServeBlocked();
        }
    }

    /// <summary>Executes a request of a log: it was accepted when it was written there, and nobody waits for the reply.</summary>
    /// <returns>Why it cannot be executed at all, or null.</returns>
    public string? Replay(Session session, in RespRequest request, RespWriter reply)
    {
        if (table.Find(request) is not { } command)
        {
            return Errors.UnknownCommand(request, table);
        }

        if (!command.Accepts(request.Count))
        {
            return Errors.WrongArity(command.Name);
        }

        if (session.Transaction is { } transaction && !command.Flags.HasFlag(CommandFlags.NoQueue))
        {
            transaction.Queue(request, command.Flags);
            return null;
        }

        Call(command, request, session, reply, mayBlock: false);
        context.Propagation.Complete();
        return null;
    }

    /// <summary>Answers what was queued, as one.</summary>
    public void Execute(Session session, Transaction transaction, RespWriter reply)
    {
        if (transaction.HasFailed)
        {
            context.Fail(TransactionFailed);
            return;
        }

        var (exec, own) = (context.Command, context.Request);

        reply.WriteArrayHeader(transaction.Requests.Count);
        foreach (var request in transaction.Requests)
        {
            Call(table.Find(request)!, request, session, reply, mayBlock: false);
        }

        // What the commands answered is theirs: EXEC itself has not failed.
        context.Begin(exec, own, session, reply);
    }

    private void Call(Command command, in RespRequest request, Session session, RespWriter reply, bool mayBlock)
    {
        context.Begin(command, request, session, reply, mayBlock);
        Run();
        command.Statistics.Calls++;
        if (!monitors.AreNone && (command.Flags & (CommandFlags.Admin | CommandFlags.SkipMonitor)) == CommandFlags.None)
        {
            monitors.Show(session, request, context.Hidden);
        }
    }

    /// <summary>Executes the commands of those who wait for keys that are ready now. That may make further keys ready.</summary>
    private void ServeBlocked()
    {
        while (blocked.Next() is var (client, key))
        {
            var session = client.Session;
            context.Begin(client.Request.Command, client.Request.Request, session, outputs.ReplyTo(session), readyKey: key.Name);
            Run();
            context.Propagation.Complete();
            if (!context.HasBlocked)
            {
                blocked.Release(session);
            }
        }
    }

    /// <summary>The command of a request that may run now; else the error is answered.</summary>
    private Command? Find(Session session, in RespRequest request, RespWriter reply)
    {
        var command = table.Find(request);
        var problem = command is null ? Errors.UnknownCommand(request, table) : ProblemOf(session, command, request.Count);
        if (problem is null)
        {
            session.LastCommand = command!.Name;
            return command;
        }

        if (command is not null)
        {
            command.Statistics.Rejected++;
        }

        Refuse(session, command, request, reply, problem);
        return null;
    }

    /// <summary>Why a command may not run now, or null. It is the first reason that counts.</summary>
    private string? ProblemOf(Session session, Command command, int count)
    {
        if (!command.Accepts(count))
        {
            return Errors.WrongArity(command.Name);
        }

        if (command.Flags.HasFlag(CommandFlags.Protected) && !settings.DebugAccess.Includes(session))
        {
            return DebugCommand.NotAllowed;
        }

        if (settings.Password.Length > 0 && !session.IsAuthenticated && !command.Flags.HasFlag(CommandFlags.NoAuthentication))
        {
            return Errors.NotAuthenticated;
        }

        if (session.Transaction is not null && command.Flags.HasFlag(CommandFlags.NoMulti))
        {
            return Errors.NotInTransaction;
        }

        if (settings.MaxMemory > 0 && NeedsMemory(session, command) && memory.Bytes > settings.MaxMemory)
        {
            return Errors.OutOfMemory;
        }

        if (TellsWriteProblem(session, command) && writeProblem() is { } problem)
        {
            return problem;
        }

        if (session.SubscriptionCount > 0 && session.Version == RespVersion.Resp2 && !command.Flags.HasFlag(CommandFlags.WhileSubscribed))
        {
            return Errors.OnlySubscriptions(command.Name);
        }

        return session.IsMonitor && (TransactionCommands.FlagsOf(session, command) & UseOfKeys) != CommandFlags.None ? Errors.NotForMonitors : null;
    }

    /// <summary>Whether it may take more memory. Whatever is queued does, so that with none left a transaction can but end.</summary>
    private static bool NeedsMemory(Session session, Command command) =>
        TransactionCommands.FlagsOf(session, command).HasFlag(CommandFlags.DenyOutOfMemory)
        || (session.Transaction is not null && !TransactionCommands.IsEndedBy(command));

    private static bool TellsWriteProblem(Session session, Command command) =>
        command.TellsWriteProblem || (session.Transaction is not null && TransactionCommands.FlagsOf(session, command).HasFlag(CommandFlags.Write));

    /// <summary>A transaction with a command that was refused does not run, and EXEC itself ends it when it is refused.</summary>
    private void Refuse(Session session, Command? command, in RespRequest request, RespWriter reply, string error)
    {
        if (command?.Name == TransactionCommands.ExecName)
        {
            transactions.End(session);
            error = $"EXECABORT Transaction discarded because of: {Errors.WithoutCode(error)}";
            monitors.Show(session, request, []);
        }
        else if (session.Transaction is { } transaction)
        {
            transaction.HasFailed = true;
        }

        Answer(reply, Errors.BytesOf(error));
    }

    private void Answer(RespWriter reply, ReadOnlySpan<byte> error)
    {
        context.ErrorCounts.Add(error);
        reply.WriteError(error);
    }

    /// <summary>Runs the command that the context has begun.</summary>
    private void Run()
    {
        var command = context.Command;
        var start = meter.Now;
        context.Run();
        meter.End(command, context, start);
        if (context.HasFailed)
        {
            command.Statistics.Failed++;
        }
    }
}
