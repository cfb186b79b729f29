namespace Conformance.Tests;

/// <summary>Reads and writes the table of cases.</summary>
/// <remarks>
/// <code>
/// == what the case shows
/// > SET k "a b"         a request, quoted as for redis-cli
/// +OK|                  its reply, | for a line end and \ before a | that is one
/// > HGETALL h
/// 2 *2|$1|a|$1|b|       the reply in RESP2
/// 3 %1|$1|a|$1|b|       the reply in RESP3
/// >? SMEMBERS s         the elements of the reply come in any order
/// >raw *1|$4|PING|      bytes that are sent as they are
/// >more                 nothing is sent, and one more reply comes
/// >send BLPOP k 0       a request that has no reply yet: >more takes it later
/// >close                the connection is closed
/// >[b] GET k            any of these on another connection, which the name in brackets opens
/// (end)                 no reply: the server has closed the connection
/// </code>
/// A case begins with empty databases and a new connection. Lines that begin with # are comments.
/// </remarks>
internal static class CaseFile
{
    /// <summary>What stands for a reply where the server has closed the connection.</summary>
    public const string End = "(end)";

    public static IReadOnlyList<Case> Read(string path)
    {
        var cases = new List<Case>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.StartsWith("== ", StringComparison.Ordinal))
            {
                cases.Add(new Case(line[3..], []));
            }
            else if (line.StartsWith('>'))
            {
                cases[^1].Steps.Add(Step.Parse(line));
            }
            else if (line.Length > 0 && !line.StartsWith('#'))
            {
                cases[^1].Steps[^1].AddReply(line);
            }
        }

        return cases;
    }

    /// <summary>Writes the replies anew, and leaves everything else as it is.</summary>
    public static void Write(string path, IReadOnlyList<Case> cases)
    {
        var steps = new Queue<Step>(cases.SelectMany(@case => @case.Steps));
        var lines = new List<string>();
        foreach (var line in File.ReadLines(path))
        {
            if (line.Length == 0 || line.StartsWith('#') || line.StartsWith("== ", StringComparison.Ordinal))
            {
                lines.Add(line);
            }
            else if (line.StartsWith('>'))
            {
                lines.Add(line);
                lines.AddRange(steps.Dequeue().ReplyLines());
            }
        }

        File.WriteAllLines(path, lines);
    }
}

/// <summary>Requests that belong together, each with its reply.</summary>
/// <param name="Title">What they show.</param>
/// <param name="Steps">In order.</param>
internal sealed record Case(string Title, List<Step> Steps);
