using System.Text;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>A request and what it is answered.</summary>
internal sealed class Step
{
    private const string RawStart = ">raw ";
    private const string UnorderedStart = ">? ";
    private const string More = ">more";

    private Step(byte[] request, bool isUnordered, string text)
    {
        Request = request;
        IsUnordered = isUnordered;
        Text = text;
    }

    /// <summary>What is sent.</summary>
    public byte[] Request { get; }

    /// <summary>Whether the elements of the reply come in any order.</summary>
    public bool IsUnordered { get; }

    /// <summary>The line of the request, for messages.</summary>
    public string Text { get; }

    /// <summary>The reply by protocol, in the notation of the table.</summary>
    private string?[] Replies { get; } = new string?[2];

    public static Step Parse(string line)
    {
        if (line == More)
        {
            return new Step([], isUnordered: false, line);
        }

        if (line.StartsWith(RawStart, StringComparison.Ordinal))
        {
            return new Step(Notation.Parse(line[RawStart.Length..]), isUnordered: false, line);
        }

        var isUnordered = line.StartsWith(UnorderedStart, StringComparison.Ordinal);
        if (!InlineWords.TrySplit(Encoding.UTF8.GetBytes(line[(isUnordered ? UnorderedStart.Length : 1)..]), out var words))
        {
            throw new FormatException($"The quotes of a request do not balance: {line}");
        }

        var writer = new RespWriter(RespVersion.Resp2);
        writer.WriteArrayHeader(words.Count);
        foreach (var word in words)
        {
            writer.WriteBulkString(word);
        }

        return new Step(writer.Written.ToArray(), isUnordered, line);
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
            Replies[0] = Replies[1] = line;
        }
    }

    public void SetReply(RespVersion version, string reply) => Replies[IndexOf(version)] = reply;

    public IEnumerable<string> ReplyLines() =>
        Replies[0] == Replies[1] ? [Replies[0]!] : [$"2 {Replies[0]}", $"3 {Replies[1]}"];

    private static int IndexOf(RespVersion version) => version == RespVersion.Resp2 ? 0 : 1;
}
