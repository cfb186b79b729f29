using System.Text;
using RaftNode.Commands;
using RedisLib.Resp;

namespace RaftNode.Server.Debugging;

/// <summary>DEBUG PROTOCOL and DEBUG ERROR: a reply of each type, for who tests a client.</summary>
internal static class ProtocolDebugging
{
    private const int Elements = 3;

    public static IReadOnlyList<DebugSubcommand> Subcommands { get; } =
    [
        new(
            "ERROR", 3, 3,
            [
                "ERROR <string>",
                "    Return a Redis protocol error with <string> as message. Useful for clients",
                "    unit tests to simulate Redis errors.",
            ],
            context => context.Reply.WriteError(context[2])),
        new(
            "PROTOCOL", 3, 3,
            [
                "PROTOCOL <type>",
                "    Reply with a test value of the specified type. <type> can be: string,",
                "    integer, double, bignum, null, array, set, map, attrib, push, verbatim,",
                "    true, false.",
            ],
            AnswerType),
    ];

    private static (string Name, Action<CommandContext, RespWriter> Write)[] Types { get; } =
    [
        ("string", static (_, reply) => reply.WriteBulkString("Hello World"u8)),
        ("integer", static (_, reply) => reply.WriteInteger(12_345)),
        ("double", static (_, reply) => reply.WriteDouble("3.141"u8)),
        ("bignum", static (_, reply) => reply.WriteBigNumber("1234567999999999999999999999999999999"u8)),
        ("null", static (_, reply) => reply.WriteNull()),
        ("array", static (_, reply) => WriteNumbers(reply, reply.WriteArrayHeader)),
        ("set", static (_, reply) => WriteNumbers(reply, reply.WriteSetHeader)),
        ("map", static (_, reply) => WriteMap(reply)),
        ("attrib", static (_, reply) => WriteAttribute(reply)),
        ("push", WritePush),
        ("verbatim", static (_, reply) => reply.WriteVerbatimString("txt:This is a verbatim\nstring"u8)),
        ("true", static (_, reply) => reply.WriteBoolean(true)),
        ("false", static (_, reply) => reply.WriteBoolean(false)),
    ];

    private static void AnswerType(CommandContext context)
    {
        foreach (var (name, write) in Types)
        {
            if (Ascii.EqualsIgnoreCase(context[2], name))
            {
                write(context, context.Reply);
                return;
            }
        }

        context.Fail($"ERR Wrong protocol type name. Please use one of the following: {string.Join('|', Types.Select(type => type.Name))}");
    }

    private static void WriteNumbers(RespWriter reply, Action<int> writeHeader)
    {
        writeHeader(Elements);
        for (var i = 0; i < Elements; i++)
        {
            reply.WriteInteger(i);
        }
    }

    private static void WriteMap(RespWriter reply)
    {
        reply.WriteMapHeader(Elements);
        for (var i = 0; i < Elements; i++)
        {
            reply.WriteInteger(i);
            reply.WriteBoolean(i == 1);
        }
    }

    private static void WriteAttribute(RespWriter reply)
    {
        if (reply.Version == RespVersion.Resp3)
        {
            reply.WriteAttributeHeader(1);
            reply.WriteBulkString("key-popularity"u8);
            reply.WriteArrayHeader(2);
            reply.WriteBulkString("key:123"u8);
            reply.WriteInteger(90);
        }

        reply.WriteBulkString("Some real reply following the attribute"u8);
    }

    private static void WritePush(CommandContext context, RespWriter reply)
    {
        if (reply.Version == RespVersion.Resp2)
        {
            context.Fail("ERR RESP2 is not supported by this command"u8);
            return;
        }

        reply.WritePushHeader(2);
        reply.WriteBulkString("server-cpu-usage"u8);
        reply.WriteInteger(42);
        reply.WriteBulkString("Some real reply following the push reply"u8);
    }
}
