using System.Text;
using RedisLib.Resp;

namespace RaftNode.Persistence.Aof;

/// <summary>
/// Which files make the append-only log, in the order in which they are loaded. It is a file itself, replaced as a whole: what it names
/// is the log, whatever else lies in the folder.
/// </summary>
/// <remarks>
/// The format is that of Redis 7.0, a line for a file:
/// <code>
/// file appendonly.aof.2.base.rdb seq 2 type b
/// file appendonly.aof.1.incr.aof seq 1 type h
/// file appendonly.aof.2.incr.aof seq 2 type i
/// </code>
/// </remarks>
internal sealed record AofManifest
{
    private const string NameKey = "file";
    private const string SequenceKey = "seq";
    private const string KindKey = "type";

    /// <summary>The three keys with their values; what newer versions add follows.</summary>
    private const int LeastWords = 6;

    /// <summary>As much as Redis reads.</summary>
    private const int MaxLineLength = 1024;

    public static AofManifest Empty { get; } = new();

    public AofFile? Base { get; init; }

    public IReadOnlyList<AofFile> Increments { get; init; } = [];

    /// <summary>What a rewrite has made superfluous.</summary>
    public IReadOnlyList<AofFile> History { get; init; } = [];

    /// <summary>What is to be loaded, in order.</summary>
    public IReadOnlyList<AofFile> Files => Base is null ? Increments : [Base, .. Increments];

    public bool IsEmpty => Base is null && Increments.Count == 0;

    /// <summary>Reads the text of a manifest.</summary>
    /// <exception cref="AofException">It is none; the message names the line.</exception>
    public static AofManifest Parse(string text)
    {
        if (text.Length == 0)
        {
            throw new AofException("Found an empty AOF manifest");
        }

        var manifest = Empty;
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var isEnd = i == lines.Length - 1;
            if (lines[i].StartsWith('#') || (isEnd && lines[i].Length == 0))
            {
                continue;
            }

            try
            {
                manifest = isEnd || lines[i].Length >= MaxLineLength
                    ? throw new AofException("The AOF manifest file contains too long line, or one that does not end")
                    : manifest.With(ParseLine(lines[i]));
            }
            catch (AofException problem)
            {
                throw new AofException($"{problem.Message}: line {i + 1}, '{lines[i]}'", problem);
            }
        }

        return manifest;
    }

    /// <summary>The same log with another increment at its end.</summary>
    public AofManifest WithIncrement(string name) => this with { Increments = [.. Increments, NextIncrement(name)] };

    /// <summary>The increment that would come next.</summary>
    public AofFile NextIncrement(string name) => AofFile.Increment(name, Next(Increments));

    /// <summary>The base that would come next.</summary>
    public AofFile NextBase(string name, bool isRdb) => AofFile.Base(name, Next(Base is null ? [] : [Base]), isRdb);

    /// <summary>The log that begins with another base, which has all that was but in the last increments.</summary>
    /// <param name="file">The base, the <see cref="NextBase"/> of this.</param>
    /// <param name="increments">How many increments stay.</param>
    public AofManifest WithBase(AofFile file, int increments)
    {
        var superfluous = Increments.SkipLast(increments);
        return new AofManifest
        {
            Base = file,
            Increments = [.. Increments.TakeLast(increments)],
            History = [.. History, .. (Base is null ? superfluous : [Base, .. superfluous]).Select(file => file with { Kind = AofFileKind.History })],
        };
    }

    /// <summary>The same log without files of its history that are gone.</summary>
    public AofManifest Without(IReadOnlyList<AofFile> removed) => this with { History = [.. History.Except(removed)] };

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var file in (Base is null ? [] : new[] { Base }).Concat(History).Concat(Increments))
        {
            text.Append($"{NameKey} {Quoted(file.Name)} {SequenceKey} {file.Sequence} {KindKey} {(char)file.Kind}\n");
        }

        return text.ToString();
    }

    private static AofFile ParseLine(string line)
    {
        if (!InlineWords.TrySplit(Encoding.UTF8.GetBytes(line.Trim()), out var bytes) || bytes.Count < LeastWords || bytes.Count % 2 != 0)
        {
            throw InvalidFormat();
        }

        var words = bytes.Select(Encoding.UTF8.GetString).ToArray();
        var values = words.Chunk(2).GroupBy(pair => pair[0], StringComparer.OrdinalIgnoreCase).ToDictionary(pairs => pairs.Key, pairs => pairs.Last()[1], StringComparer.OrdinalIgnoreCase);
        if (!values.TryGetValue(NameKey, out var name) || name.Length == 0
            || !values.TryGetValue(SequenceKey, out var digits) || !long.TryParse(digits, out var sequence) || sequence < 1
            || !values.TryGetValue(KindKey, out var kind) || kind.Length == 0)
        {
            throw InvalidFormat();
        }

        return Path.GetFileName(name) == name
            ? new AofFile(name, sequence, (AofFileKind)kind[0])
            : throw new AofException("File can't be a path, just a filename");
    }

    private static AofException InvalidFormat() => new("Invalid AOF manifest file format");

    /// <summary>A name that needs it in the quotes of redis-cli.</summary>
    private static string Quoted(string name)
    {
        if (name.Length > 0 && !name.Any(character => char.IsWhiteSpace(character) || char.IsControl(character) || character is '"' or '\'' or '\\'))
        {
            return name;
        }

        var text = new StringBuilder("\"");
        foreach (var value in Encoding.UTF8.GetBytes(name))
        {
            text.Append(value switch
            {
                (byte)'"' or (byte)'\\' => $"\\{(char)value}",
                < 0x20 or >= 0x7f => $"\\x{value:x2}",
                _ => ((char)value).ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    /// <summary>Not a number of the history either: its files may still be there.</summary>
    private long Next(IReadOnlyList<AofFile> files) => files.Concat(History).Select(file => file.Sequence).DefaultIfEmpty(0).Max() + 1;

    private AofManifest With(AofFile file) => file.Kind switch
    {
        AofFileKind.Base => Base is null ? this with { Base = file } : throw new AofException("Found duplicate base file information"),
        AofFileKind.History => this with { History = [.. History, file] },
        AofFileKind.Increment => Increments.Count == 0 || file.Sequence > Increments[^1].Sequence
            ? this with { Increments = [.. Increments, file] }
            : throw new AofException("Found a non-monotonic sequence number"),
        _ => throw new AofException("Unknown AOF file type"),
    };
}
