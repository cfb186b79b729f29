using System.Security.Cryptography;
using System.Text;
using RaftNode.Commands;
using RaftNode.Server.Clients;
using RaftNode.Server.Monitor;
using RaftNode.Server.PubSub;
using RaftNode.Server.Sessions;
using RaftNode.Server.Transactions;
using RedisLib.Resp;

namespace RaftNode.Server.Connections;

/// <summary>The commands of a connection itself. https://redis.io/docs/latest/commands/?group=connection</summary>
internal sealed class ConnectionCommands(ServerSettings settings, TransactionCommands transactions, Publisher publisher, Monitors monitors, Outputs outputs)
{
    private const CommandFlags Flags = CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Fast;
    private const CommandFlags OpenFlags = Flags | CommandFlags.NoAuthentication | CommandFlags.NoQueue;

    private static ReadOnlySpan<byte> WrongPassword => "WRONGPASS invalid username-password pair or user is disabled."u8;

    public IEnumerable<Command> Rows =>
    [
        new("auth", -2, Flags | CommandFlags.Stale | CommandFlags.NoAuthentication | CommandFlags.AllowBusy, KeySpecification.None, Authenticate)
        {
            Summary = "Authenticate to the server", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "[username] password",
        },
        new("echo", 2, CommandFlags.Loading | CommandFlags.Stale | CommandFlags.Fast, KeySpecification.None, context => context.Reply.WriteBulkString(context[1]))
        {
            Summary = "Echo the given string", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "message",
        },
        new("hello", -1, Flags | CommandFlags.Stale | CommandFlags.NoAuthentication | CommandFlags.AllowBusy, KeySpecification.None, Hello)
        {
            Summary = "Handshake with Redis", Since = "6.0.0", Complexity = "O(1)",
            Arguments = "[protover:integer [AUTH (username password)] [SETNAME clientname]]",
            Difference = ClientNames.Difference,
        },
        new("ping", -1, CommandFlags.Fast | CommandFlags.WhileSubscribed, KeySpecification.None, Ping)
        {
            Summary = "Ping the server", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "[message]",
            Tips = ["request_policy:all_shards", "response_policy:all_succeeded"],
        },
        new("quit", -1, OpenFlags | CommandFlags.Stale | CommandFlags.AllowBusy | CommandFlags.WhileSubscribed, KeySpecification.None, Quit)
        {
            Summary = "Close the connection", Since = "1.0.0", Complexity = "O(1)",
        },
        new("reset", 1, OpenFlags | CommandFlags.Stale | CommandFlags.AllowBusy | CommandFlags.WhileSubscribed, KeySpecification.None, Reset)
        {
            Summary = "Reset the connection", Since = "6.2.0", Complexity = "O(1)",
        },
        new("select", 2, CommandFlags.Loading | CommandFlags.Stale | CommandFlags.Fast, KeySpecification.None, Select)
        {
            Summary = "Change the selected database for the current connection", Since = "1.0.0", Complexity = "O(1)",
            Arguments = "index:integer",
        },
    ];

    private void Ping(CommandContext context)
    {
        if (context.Count <= 2 && context.Client.Version == RespVersion.Resp2 && ((Session)context.Client).SubscriptionCount > 0)
        {
            context.Reply.WriteArrayHeader(2);
            context.Reply.WriteBulkString("pong"u8);
            context.Reply.WriteBulkString(context.Count == 2 ? context[1] : default);
            return;
        }

        switch (context.Count)
        {
            case 1:
                context.Reply.WriteSimpleString("PONG"u8);
                break;
            case 2:
                context.Reply.WriteBulkString(context[1]);
                break;
            default:
                context.Fail(Errors.WrongArity(context.Command.Name));
                break;
        }
    }

    private void Quit(CommandContext context)
    {
        outputs.CloseAfterReply((Session)context.Client);
        context.Reply.WriteOk();
    }

    private static void Select(CommandContext context)
    {
        if (!context.TryReadInt32(1, out var number))
        {
            return;
        }

        if (number < 0 || number >= context.Databases.Count)
        {
            context.Fail(Errors.DatabaseOutOfRange);
            return;
        }

        context.Client.Database = number;
        context.Reply.WriteOk();
    }

    private void Reset(CommandContext context)
    {
        var session = (Session)context.Client;
        transactions.End(session);
        publisher.Forget(session);
        monitors.Remove(session);
        session.Database = 0;
        session.Name = "";
        session.Replies = session.Replies == ReplyMode.Off ? ReplyMode.On : session.Replies;
        session.IsNeverEvicted = false;
        session.IsAuthenticated = settings.Password.Length == 0;
        session.Version = RespVersion.Resp2;

        // Not where the replies went before: there may have been none.
        outputs.ReplyTo(session).WriteSimpleString("RESET"u8);
    }

    private void Authenticate(CommandContext context)
    {
        context.Hidden.AddRange(Enumerable.Range(1, context.Count - 1));
        if (context.Count > 3)
        {
            context.Fail(Errors.Syntax);
        }
        else if (context.Count == 2 && settings.Password.Length == 0)
        {
            context.Fail(
                "ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?"u8);
        }
        else if (TryAuthenticate(context, context.Count == 3 ? context[1] : "default"u8, context[context.Count - 1]))
        {
            context.Reply.WriteOk();
        }
    }

    private bool TryAuthenticate(CommandContext context, ReadOnlySpan<byte> user, ReadOnlySpan<byte> password)
    {
        var expected = Encoding.UTF8.GetBytes(settings.Password);
        var isRight = user.SequenceEqual("default"u8)
            && (expected.Length == 0 || CryptographicOperations.FixedTimeEquals(SHA256.HashData(password), SHA256.HashData(expected)));
        if (isRight)
        {
            ((Session)context.Client).IsAuthenticated = true;
        }
        else
        {
            context.Fail(WrongPassword);
        }

        return isRight;
    }

    private void Hello(CommandContext context)
    {
        long version = 0;
        if (context.Count > 1)
        {
            if (!context.TryReadInteger(1, "ERR Protocol version is not an integer or out of range"u8, out version))
            {
                return;
            }

            if (version is not (2 or 3))
            {
                context.Fail("NOPROTO unsupported protocol version"u8);
                return;
            }
        }

        var session = (Session)context.Client;
        for (var i = 2; i < context.Count; i++)
        {
            if (context.Is(i, "AUTH"u8) && i + 2 < context.Count)
            {
                context.Hidden.AddRange([i + 1, i + 2]);
                if (!TryAuthenticate(context, context[i + 1], context[i + 2]))
                {
                    return;
                }

                i += 2;
            }
            else if (context.Is(i, "SETNAME"u8) && i + 1 < context.Count)
            {
                if (ClientNames.ProblemOf(context[i + 1]) is { IsEmpty: false } problem)
                {
                    context.Fail(problem);
                    return;
                }

                session.Name = Encoding.UTF8.GetString(context[++i]);
            }
            else
            {
                context.Fail($"ERR Syntax error in HELLO option '{Errors.Repeated(context[i])}'");
                return;
            }
        }

        if (settings.Password.Length > 0 && !session.IsAuthenticated)
        {
            context.Fail(
                "NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO <proto> AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time"u8);
            return;
        }

        if (version != 0)
        {
            session.Version = version == 3 ? RespVersion.Resp3 : RespVersion.Resp2;
            context.Reply.Version = session.Version;
        }

        AnswerHello(context, session);
    }

    private static void AnswerHello(CommandContext context, Session session)
    {
        var reply = context.Reply;
        reply.WriteMapHeader(7);
        reply.WriteBulkString("server"u8);
        reply.WriteBulkString("redis"u8);
        reply.WriteBulkString("version"u8);
        reply.WriteBulkString(ServerVersion.Redis);
        reply.WriteBulkString("proto"u8);
        reply.WriteInteger(session.Version == RespVersion.Resp3 ? 3 : 2);
        reply.WriteBulkString("id"u8);
        reply.WriteInteger(session.Id);
        reply.WriteBulkString("mode"u8);
        reply.WriteBulkString("standalone"u8);
        reply.WriteBulkString("role"u8);
        reply.WriteBulkString("master"u8);
        reply.WriteBulkString("modules"u8);
        reply.WriteArrayHeader(0);
    }
}
