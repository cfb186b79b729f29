using System.Text;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>A request and what it is answered.</summary>
internal sealed class Step
{
    private const string RawStart = ">raw ";
    private const string UnorderedStart = ">? ";
    private const string SendStart = ">send ";
    private const string More = ">more";
    private const string Close = ">close";

    private Step(byte[] request) => Request = request;

    /// <summary>What is sent.</summary>
    public byte[] Request { get; }

    /// <summary>The name of the connection; empty for the one that the case begins with.</summary>
    public string Connection { get; private init; } = "";

    /// <summary>Whether the elements of the reply come in any order.</summary>
    public bool IsUnordered { get; private init; }

    /// <summary>Whether a reply is taken at once.</summary>
    public bool HasReply { get; private init; } = true;

    /// <summary>Whether the connection is closed instead.</summary>
    public bool Closes { get; private init; }

    /// <summary>The line of the request, for messages.</summary>
    public string Text { get; private init; } = "";

    /// <summary>The reply by protocol, in the notation of the table.</summary>
    private string?[] Replies { get; } = new string?[2];

    public static Step Parse(string text)
    {
        var nameEnd = text.StartsWith(">[", StringComparison.Ordinal) ? text.IndexOf(']', StringComparison.Ordinal) : 0;
        var connection = nameEnd > 0 ? text[2..nameEnd] : "";
        var line = ">" + text[(nameEnd + 1)..];
        if (line is More or Close)
        {
            return new Step([]) { Text = text, Connection = connection, Closes = line == Close, HasReply = line == More };
        }

        if (line.StartsWith(RawStart, StringComparison.Ordinal))
        {
            return new Step(Notation.Parse(line[RawStart.Length..])) { Text = text, Connection = connection };
        }

        var isUnordered = line.StartsWith(UnorderedStart, StringComparison.Ordinal);
        var isSent = line.StartsWith(SendStart, StringComparison.Ordinal);
        var words = line[(isUnordered ? UnorderedStart.Length : isSent ? SendStart.Length : 1)..];
        return new Step(RequestOf(words)) { Text = text, Connection = connection, IsUnordered = isUnordered, HasReply = !isSent };
    }

    /// <summary>What is to be answered, in the notation of the table.</summary>
    public string Expected(RespVersion version) =>
        Replies[IndexOf(version)] ?? throw new FormatException($"A request of the table has no reply: {Text}");

    /// <summary>Takes a line of the table.</summary>
    public void AddReply(string line)
    {
        if (line.StartsWith("2 ", StringComparison.Ordinal))
        {
            Replies[0] = line[2..];
        }
        else if (line.StartsWith("3 ", StringComparison.Ordinal))
        {
            Replies[1] = line[2..];
        }
        else
        {
            SetReply(line);
        }
    }

    public void SetReply(RespVersion version, string reply) => Replies[IndexOf(version)] = reply;

    /// <summary>Sets what is the same whichever protocol is spoken.</summary>
    public void SetReply(string reply) => Replies[0] = Replies[1] = reply;

    public IEnumerable<string> ReplyLines() =>
        !HasReply ? []
        : Replies[0] == Replies[1] ? [Replies[0]!] : [$"2 {Replies[0]}", $"3 {Replies[1]}"];

    private static byte[] RequestOf(string line)
    {
        if (!InlineWords.TrySplit(Encoding.UTF8.GetBytes(line), out var words))
        {
            throw new FormatException($"The quotes of a request do not balance: {line}");
        }

        var writer = new RespWriter(RespVersion.Resp2);
        writer.WriteArrayHeader(words.Count);
        foreach (var word in words)
        {
            writer.WriteBulkString(word);
        }

        return writer.Written.ToArray();
    }

    private static int IndexOf(RespVersion version) => version == RespVersion.Resp2 ? 0 : 1;
}
