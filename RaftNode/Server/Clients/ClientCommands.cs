using System.Text;
using RaftNode.Commands;
using RaftNode.Server.Blocking;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Clients;

/// <summary>What clients learn of each other, and do to each other. https://redis.io/docs/latest/commands/?group=connection</summary>
/// <param name="sessions">All clients.</param>
/// <param name="outputs">What they are to be sent.</param>
/// <param name="blocked">Those who wait.</param>
/// <param name="pause">Holds all of them up.</param>
/// <param name="description">Says what is known of one.</param>
/// <param name="close">Closes one at once; the wire, which comes to be after the table that these commands are in.</param>
internal sealed class ClientCommands(
    SessionTable sessions, Outputs outputs, BlockedClients blocked, ClientPause pause, ClientDescription description, Action<Session> close)
{
    private const CommandFlags Flags = CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Stale;
    private const CommandFlags AdminFlags = Flags | CommandFlags.Admin;

    private static readonly string[] Help =
    [
        "CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "GETREDIR",
        "    Return the client ID we are redirecting to when tracking is enabled.",
        "GETNAME",
        "    Return the name of the current connection.",
        "ID",
        "    Return the ID of the current connection.",
        "INFO",
        "    Return information about the current client connection.",
        "KILL <ip:port>",
        "    Kill connection made from <ip:port>.",
        "KILL <option> <value> [<option> <value> [...]]",
        "    Kill connections. Options are:",
        "    * ADDR (<ip:port>|<unixsocket>:0)",
        "      Kill connections made from the specified address",
        "    * LADDR (<ip:port>|<unixsocket>:0)",
        "      Kill connections made to specified local address",
        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
        "      Kill connections by type.",
        "    * USER <username>",
        "      Kill connections authenticated by <username>.",
        "    * SKIPME (YES|NO)",
        "      Skip killing current connection (default: yes).",
        "LIST [options ...]",
        "    Return information about client connections. Options:",
        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
        "      Return clients of specified type.",
        "UNPAUSE",
        "    Stop the current client pause, resuming traffic.",
        "PAUSE <timeout> [WRITE|ALL]",
        "    Suspend all, or just write, clients for <timeout> milliseconds.",
        "REPLY (ON|OFF|SKIP)",
        "    Control the replies sent to the current connection.",
        "SETNAME <name>",
        "    Assign the name <name> to the current connection.",
        "UNBLOCK <clientid> [TIMEOUT|ERROR]",
        "    Unblock the specified blocked client.",
        "TRACKINGINFO",
        "    Report tracking status for the current connection.",
        "NO-EVICT (ON|OFF)",
        "    Protect current client connection from eviction.",
        "HELP",
        "    Prints this help.",
    ];

    public IEnumerable<Command> Rows =>
    [
        new("client", -2, CommandFlags.None, KeySpecification.None, static _ => { })
        {
            Summary = "A container for client connection commands", Since = "2.4.0", Complexity = "depends on the subcommand", Subcommands = Subcommands,
            Categories = AclCategories.None,
        },
    ];

    private IReadOnlyList<Command> Subcommands =>
    [
        new("client|getname", 2, Flags, KeySpecification.None, AnswerName)
        {
            Summary = "Get the current connection name", Since = "2.6.9", Complexity = "O(1)",
        },
        new("client|getredir", 2, Flags, KeySpecification.None, static context => context.Reply.WriteInteger(-1))
        {
            Summary = "Get tracking notifications redirection client ID if any", Since = "6.0.0", Complexity = "O(1)",
        },
        new("client|help", 2, CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, static context => context.Reply.WriteHelp(Help))
        {
            Summary = "Show helpful text about the different subcommands", Since = "5.0.0", Complexity = "O(1)",
            Difference = "does not name CACHING and TRACKING, which are not there",
        },
        new("client|id", 2, Flags, KeySpecification.None, static context => context.Reply.WriteInteger(context.Client.Id))
        {
            Summary = "Returns the client ID for the current connection", Since = "5.0.0", Complexity = "O(1)",
        },
        new("client|info", 2, Flags, KeySpecification.None, context => AnswerList(context, [(Session)context.Client]))
        {
            Summary = "Returns information about the current client connection.", Since = "6.2.0", Complexity = "O(1)",
            Tips = ["nondeterministic_output"],
        },
        new("client|kill", -3, AdminFlags, KeySpecification.None, Kill)
        {
            Summary = "Kill the connection of a client", Since = "2.4.0", Complexity = "O(N) of the clients",
            Arguments = "(ip-port | ([ID client-id:integer] | [TYPE (NORMAL | MASTER | SLAVE | REPLICA | PUBSUB)] | [USER username] | [ADDR ip-port] | [LADDR ip-port] | [SKIPME yes/no])...)",
        },
        new("client|list", -2, AdminFlags, KeySpecification.None, List)
        {
            Summary = "Get the list of client connections", Since = "2.4.0", Complexity = "O(N) of the clients",
            Arguments = "[TYPE (NORMAL | MASTER | REPLICA | PUBSUB)] [ID (client-id:integer...)]",
            Difference = "a client whose ID is given twice is listed once, so that the reply is no longer than there are clients",
            Tips = ["nondeterministic_output"],
        },
        new("client|no-evict", 3, AdminFlags, KeySpecification.None, SetEviction)
        {
            Summary = "Set client eviction mode for the current connection", Since = "7.0.0", Complexity = "O(1)",
            Arguments = "(ON | OFF)",
        },
        new("client|pause", -3, AdminFlags, KeySpecification.None, Pause)
        {
            Summary = "Stop processing commands from clients for some time", Since = "2.9.50", Complexity = "O(1)",
            Arguments = "timeout:integer [WRITE | ALL]",
        },
        new("client|reply", 3, Flags, KeySpecification.None, SetReplies)
        {
            Summary = "Instruct the server whether to reply to commands", Since = "3.2.0", Complexity = "O(1)",
            Arguments = "(ON | OFF | SKIP)",
        },
        new("client|setname", 3, Flags, KeySpecification.None, SetName)
        {
            Summary = "Set the current connection name", Since = "2.6.9", Complexity = "O(1)",
            Arguments = "connection-name",
            Difference = ClientNames.Difference,
        },
        new("client|trackinginfo", 2, Flags, KeySpecification.None, AnswerTracking)
        {
            Summary = "Return information about server assisted client side caching for the current connection", Since = "6.2.0", Complexity = "O(1)",
        },
        new("client|unblock", -3, AdminFlags, KeySpecification.None, Unblock)
        {
            Summary = "Unblock a client blocked in a blocking command from a different connection", Since = "5.0.0", Complexity = "O(log N) of the clients",
            Arguments = "client-id:integer [TIMEOUT | ERROR]",
        },
        new("client|unpause", 2, AdminFlags, KeySpecification.None, Unpause)
        {
            Summary = "Resume processing of clients that were paused", Since = "6.2.0", Complexity = "O(N) of the paused clients",
        },
    ];

    private static void AnswerName(CommandContext context)
    {
        var name = ((Session)context.Client).Name;
        if (name.Length == 0)
        {
            context.Reply.WriteNull();
        }
        else
        {
            context.Reply.WriteBulkString(name);
        }
    }

    private static void SetName(CommandContext context)
    {
        if (ClientNames.ProblemOf(context[2]) is { IsEmpty: false } problem)
        {
            context.Fail(problem);
            return;
        }

        ((Session)context.Client).Name = Encoding.UTF8.GetString(context[2]);
        context.Reply.WriteOk();
    }

    private static void AnswerTracking(CommandContext context)
    {
        context.Reply.WriteMapHeader(3);
        context.Reply.WriteBulkString("flags"u8);
        context.Reply.WriteSetHeader(1);
        context.Reply.WriteBulkString("off"u8);
        context.Reply.WriteBulkString("redirect"u8);
        context.Reply.WriteInteger(-1);
        context.Reply.WriteBulkString("prefixes"u8);
        context.Reply.WriteArrayHeader(0);
    }

    private void List(CommandContext context)
    {
        if (context.Count == 4 && context.Is(2, "TYPE"u8))
        {
            if (ClientKinds.TryRead(context, 3, out var kind))
            {
                AnswerList(context, sessions.All.Where(session => ClientKinds.Of(session) == kind));
            }
        }
        else if (context.Count > 3 && context.Is(2, "ID"u8))
        {
            var named = new List<Session>();
            for (var i = 3; i < context.Count; i++)
            {
                if (!context.TryReadInteger(i, "ERR Invalid client ID"u8, out var id))
                {
                    return;
                }

                if (sessions.Find(id) is { } session)
                {
                    named.Add(session);
                }
            }

            AnswerList(context, named.Distinct());
        }
        else if (context.Count == 2)
        {
            AnswerList(context, sessions.All);
        }
        else
        {
            context.Fail(Errors.Syntax);
        }
    }

    private void AnswerList(CommandContext context, IEnumerable<Session> listed)
    {
        var text = new StringBuilder("txt:");
        foreach (var session in listed)
        {
            text.Append(description.Of(session, context.Now)).Append('\n');
        }

        context.Reply.WriteVerbatimString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private void Kill(CommandContext context)
    {
        var caller = (Session)context.Client;
        if (context.Count == 3)
        {
            if (Kill(ClientFilter.OfAddress(Encoding.UTF8.GetString(context[2])), caller) > 0)
            {
                context.Reply.WriteOk();
            }
            else
            {
                context.Fail("ERR No such client"u8);
            }
        }
        else if (ClientFilter.TryRead(context, 2, out var filter))
        {
            context.Reply.WriteInteger(Kill(filter, caller));
        }
    }

    private int Kill(ClientFilter filter, Session caller)
    {
        var killed = sessions.All.Where(session => filter.Takes(session, caller)).ToArray();
        foreach (var session in killed)
        {
            if (session == caller)
            {
                outputs.CloseAfterReply(session);
            }
            else
            {
                // Not at the end of the round: until then it would be served what others push, which nobody would get.
                close(session);
            }
        }

        return killed.Length;
    }

    private void Pause(CommandContext context)
    {
        if (context.Count > 4)
        {
            context.FailSubcommand();
            return;
        }

        if (context.Count == 4 && !context.Is(3, "ALL"u8) && !context.Is(3, "WRITE"u8))
        {
            context.Fail("ERR CLIENT PAUSE mode must be WRITE or ALL"u8);
            return;
        }

        if (!context.TryReadInteger(2, "ERR timeout is not an integer or out of range"u8, out var milliseconds))
        {
            return;
        }

        if (milliseconds < 0)
        {
            context.Fail("ERR timeout is negative"u8);
            return;
        }

        if (milliseconds > long.MaxValue - context.Now)
        {
            context.Fail("ERR timeout is out of range"u8);
            return;
        }

        pause.Begin(context.Now + milliseconds, holdsAll: context.Count == 3 || context.Is(3, "ALL"u8));
        context.Reply.WriteOk();
    }

    private void Unpause(CommandContext context)
    {
        pause.End();
        context.Reply.WriteOk();
    }

    private void SetReplies(CommandContext context)
    {
        var session = (Session)context.Client;
        if (context.Is(2, "ON"u8))
        {
            session.Replies = ReplyMode.On;
            outputs.WriterOf(session).WriteOk();
        }
        else if (context.Is(2, "OFF"u8))
        {
            session.Replies = ReplyMode.Off;
        }
        else if (context.Is(2, "SKIP"u8))
        {
            session.Replies = session.Replies == ReplyMode.Off ? ReplyMode.Off : ReplyMode.SkipNext;
        }
        else
        {
            context.Fail(Errors.Syntax);
        }
    }

    private static void SetEviction(CommandContext context)
    {
        if (!context.Is(2, "ON"u8) && !context.Is(2, "OFF"u8))
        {
            context.Fail(Errors.Syntax);
            return;
        }

        ((Session)context.Client).IsNeverEvicted = context.Is(2, "ON"u8);
        context.Reply.WriteOk();
    }

    private void Unblock(CommandContext context)
    {
        if (context.Count > 4)
        {
            context.FailSubcommand();
            return;
        }

        if (context.Count == 4 && !context.Is(3, "TIMEOUT"u8) && !context.Is(3, "ERROR"u8))
        {
            context.Fail("ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR"u8);
            return;
        }

        if (context.TryReadInteger(2, out var id))
        {
            var withError = context.Count == 4 && context.Is(3, "ERROR"u8);
            context.Reply.WriteInteger(sessions.Find(id) is { } session && blocked.TryUnblock(session, withError) ? 1 : 0);
        }
    }
}
