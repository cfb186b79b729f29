using System.Text;
using RedisLib.Resp;

namespace RaftNode.Commands.Introspection;

/// <summary>A command as COMMAND answers it. https://redis.io/docs/latest/commands/command/</summary>
internal static class CommandDescriptions
{
    public static void Write(RespWriter reply, Command command)
    {
        var (first, last, step) = command.Keys.Legacy;
        reply.WriteArrayHeader(10);
        reply.WriteBulkString(command.Name);
        reply.WriteInteger(command.Arity);
        WriteWords(reply, CommandWords.OfFlags(command));
        reply.WriteInteger(first);
        reply.WriteInteger(last);
        reply.WriteInteger(step);
        WriteWords(reply, CommandWords.Of(command.AllCategories));
        reply.WriteSetHeader(command.Tips.Count);
        foreach (var tip in command.Tips)
        {
            reply.WriteBulkString(tip);
        }

        reply.WriteSetHeader(command.Keys.Ranges.Count);
        foreach (var range in command.Keys.Ranges)
        {
            Write(reply, range);
        }

        reply.WriteSetHeader(command.Subcommands.Count);
        foreach (var subcommand in command.Subcommands)
        {
            Write(reply, subcommand);
        }
    }

    /// <summary>Words as simple strings.</summary>
    public static void WriteWords(RespWriter reply, IReadOnlyList<string> words)
    {
        reply.WriteSetHeader(words.Count);
        foreach (var word in words)
        {
            reply.WriteSimpleString(Encoding.ASCII.GetBytes(word));
        }
    }

    private static void Write(RespWriter reply, KeyRange range)
    {
        reply.WriteMapHeader(range.Note is null ? 3 : 4);
        if (range.Note is { } note)
        {
            reply.WriteBulkString("notes"u8);
            reply.WriteBulkString(note);
        }

        reply.WriteBulkString("flags"u8);
        WriteWords(reply, CommandWords.Of(range.Use));
        reply.WriteBulkString("begin_search"u8);
        WriteBegin(reply, range);
        reply.WriteBulkString("find_keys"u8);
        WriteFind(reply, range);
    }

    private static void WriteBegin(RespWriter reply, KeyRange range)
    {
        if (range.IsUnknown)
        {
            WriteStep(reply, "unknown"u8, 0);
        }
        else if (range.Keyword is { } keyword)
        {
            WriteStep(reply, "keyword"u8, 2);
            reply.WriteBulkString("keyword"u8);
            reply.WriteBulkString(keyword);
            WriteNumber(reply, "startfrom"u8, range.SearchFrom);
        }
        else
        {
            WriteStep(reply, "index"u8, 1);
            WriteNumber(reply, "index"u8, range.Start);
        }
    }

    private static void WriteFind(RespWriter reply, KeyRange range)
    {
        if (range.IsUnknown)
        {
            WriteStep(reply, "unknown"u8, 0);
        }
        else if (range.IsCounted)
        {
            WriteStep(reply, "keynum"u8, 3);
            WriteNumber(reply, "keynumidx"u8, 0);
            WriteNumber(reply, "firstkey"u8, 1);
            WriteNumber(reply, "keystep"u8, range.Step);
        }
        else
        {
            WriteStep(reply, "range"u8, 3);
            WriteNumber(reply, "lastkey"u8, range.Last);
            WriteNumber(reply, "keystep"u8, range.Step);
            WriteNumber(reply, "limit"u8, range.Limit);
        }
    }

    private static void WriteStep(RespWriter reply, ReadOnlySpan<byte> type, int count)
    {
        reply.WriteMapHeader(2);
        reply.WriteBulkString("type"u8);
        reply.WriteBulkString(type);
        reply.WriteBulkString("spec"u8);
        reply.WriteMapHeader(count);
    }

    private static void WriteNumber(RespWriter reply, ReadOnlySpan<byte> name, int number)
    {
        reply.WriteBulkString(name);
        reply.WriteInteger(number);
    }
}
