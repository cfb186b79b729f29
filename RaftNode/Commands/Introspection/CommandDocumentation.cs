using RedisLib.Resp;

namespace RaftNode.Commands.Introspection;

/// <summary>A command as COMMAND DOCS answers it: what redis-cli shows while one types. https://redis.io/docs/latest/commands/command-docs/</summary>
internal static class CommandDocumentation
{
    public static void Write(RespWriter reply, Command command)
    {
        var arguments = ArgumentSyntax.Parse(command.Arguments);
        reply.WriteBulkString(command.Name);
        reply.WriteMapHeader(4 + (arguments.Count > 0 ? 1 : 0) + (command.Subcommands.Count > 0 ? 1 : 0));
        WriteText(reply, "summary"u8, command.Summary);
        WriteText(reply, "since"u8, command.Since);
        WriteText(reply, "group"u8, command.Group?.Name ?? "");
        WriteText(reply, "complexity"u8, command.Complexity);
        if (arguments.Count > 0)
        {
            Write(reply, arguments);
        }

        if (command.Subcommands.Count > 0)
        {
            reply.WriteBulkString("subcommands"u8);
            reply.WriteMapHeader(command.Subcommands.Count);
            foreach (var subcommand in command.Subcommands)
            {
                Write(reply, subcommand);
            }
        }
    }

    private static void Write(RespWriter reply, IReadOnlyList<CommandArgument> arguments)
    {
        reply.WriteBulkString("arguments"u8);
        reply.WriteArrayHeader(arguments.Count);
        foreach (var argument in arguments)
        {
            Write(reply, argument);
        }
    }

    private static void Write(RespWriter reply, CommandArgument argument)
    {
        string[] flags =
        [
            .. argument.IsOptional ? ["optional"] : Array.Empty<string>(),
            .. argument.IsMultiple ? ["multiple"] : Array.Empty<string>(),
            .. argument.RepeatsToken ? ["multiple_token"] : Array.Empty<string>(),
        ];
        reply.WriteMapHeader(2 + (argument.Token is null ? 0 : 1) + (flags.Length > 0 ? 1 : 0) + (argument.Parts.Count > 0 ? 1 : 0));
        WriteText(reply, "name"u8, argument.Name);
        WriteText(reply, "type"u8, CommandWords.Of(argument.Type));
        if (argument.Token is { } token)
        {
            WriteText(reply, "token"u8, token);
        }

        if (flags.Length > 0)
        {
            reply.WriteBulkString("flags"u8);
            CommandDescriptions.WriteWords(reply, flags);
        }

        if (argument.Parts.Count > 0)
        {
            Write(reply, argument.Parts);
        }
    }

    private static void WriteText(RespWriter reply, ReadOnlySpan<byte> name, string text)
    {
        reply.WriteBulkString(name);
        reply.WriteBulkString(text);
    }
}
