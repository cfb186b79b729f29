using System.Text;
using RedisLib.Resp;

namespace RaftNode.Server.Configuration;

/// <summary>A setting of redis.conf: how it is read and changed, at the start and by CONFIG.</summary>
/// <param name="Name">As redis.conf has it.</param>
/// <param name="Read">Its value as CONFIG GET answers it.</param>
/// <param name="ParseWords">Reads the words that follow the name, and answers what sets it to them; until that runs nothing has changed.</param>
internal sealed record Setting(string Name, Func<string> Read, Func<IReadOnlyList<string>, Action> ParseWords)
{
    /// <summary>Whether only the start can set it.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Whether its value is nobody's business: MONITOR and SLOWLOG do not show it.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether CONFIG SET is allowed only to those whom <c>enable-protected-configs</c> names.</summary>
    public bool IsProtected { get; init; }

    /// <summary>When it is set among others.</summary>
    public SettingStep Step { get; init; }

    /// <summary>Whether its value is several words, which CONFIG SET is given in one string.</summary>
    public bool HasManyWords { get; init; }

    /// <summary>The setting that this is another name of, from of old; null for none.</summary>
    public string? AliasOf { get; init; }

    /// <summary>What it is when nothing is configured; CONFIG REWRITE writes what is not that.</summary>
    public string Default { get; } = Read();

    /// <summary>A value of one word.</summary>
    /// <param name="name">As redis.conf has it.</param>
    /// <param name="read">Its value as CONFIG GET answers it.</param>
    /// <param name="parse">Reads the word; throws <see cref="SettingException"/> where it is no value.</param>
    /// <param name="write">Sets it.</param>
    public static Setting Of<TValue>(string name, Func<string> read, Func<string, TValue> parse, Action<TValue> write) =>
        OfWords(name, read, words => parse(One(words)), write) with { HasManyWords = false };

    /// <summary>A value of several words, as <see cref="Of"/> has one of one.</summary>
    public static Setting OfWords<TValue>(string name, Func<string> read, Func<IReadOnlyList<string>, TValue> parse, Action<TValue> write) => new(
        name,
        read,
        words =>
        {
            var value = parse(words);
            return () => write(value);
        })
    {
        HasManyWords = true,
    };

    /// <summary>A whole number within bounds.</summary>
    public static Setting Number(string name, Func<long> read, Action<long> write, long least, long most) => Of(
        name,
        () => read().ToString(),
        word => long.TryParse(word, out var number)
            ? Within(number, least, most)
            : throw new SettingException("argument couldn't be parsed into an integer"),
        write);

    /// <summary>An amount of memory, in bytes or with a unit such as <c>kb</c> (1,024) or <c>k</c> (1,000).</summary>
    public static Setting Memory(string name, Func<long> read, Action<long> write, long least = 0, long most = long.MaxValue) => Of(
        name,
        () => read().ToString(),
        word => MemorySize.TryParse(word, out var bytes)
            ? Within(bytes, least, most)
            : throw new SettingException("argument must be a memory value"),
        write);

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    public static Setting Flag(string name, Func<bool> read, Action<bool> write) => Of(
        name,
        () => read() ? "yes" : "no",
        word => word.ToLowerInvariant() switch
        {
            "yes" => true,
            "no" => false,
            _ => throw new SettingException("argument must be 'yes' or 'no'"),
        },
        write);

    /// <summary>One of some words.</summary>
    public static Setting Choice<TValue>(string name, IReadOnlyList<(string Word, TValue Value)> choices, Func<TValue> read, Action<TValue> write)
        where TValue : struct, Enum => Of(
        name,
        () => choices.First(choice => choice.Value.Equals(read())).Word,
        word => choices.ToList().FindIndex(choice => choice.Word.Equals(word, StringComparison.OrdinalIgnoreCase)) is >= 0 and var index
            ? choices[index].Value
            : throw new SettingException($"argument(s) must be one of the following: {string.Join(", ", choices.Select(choice => choice.Word))}"),
        write);

    /// <summary>Any text.</summary>
    public static Setting Text(string name, Func<string> read, Action<string> write) => Of(name, read, static word => word, write);

    /// <summary>Reads a value as CONFIG SET is given it, and answers what sets it.</summary>
    /// <exception cref="SettingException">It does not take it.</exception>
    public Action Parse(string value)
    {
        if (!HasManyWords)
        {
            return ParseWords([value]);
        }

        return InlineWords.TrySplit(Encoding.UTF8.GetBytes(value), out var words)
            ? ParseWords(words.Count == 0 ? [""] : [.. words.Select(Encoding.UTF8.GetString)])
            : throw new SettingException("Unbalanced quotes in configuration line");
    }

    private static long Within(long number, long least, long most) => number >= least && number <= most
        ? number
        : throw new SettingException($"argument must be between {least} and {most} inclusive");

    private static string One(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : throw new SettingException("wrong number of arguments");
}

/// <summary>When a setting is set among those of one CONFIG SET, which sets all of them or none.</summary>
internal enum SettingStep
{
    /// <summary>First, what only keeps a value: that cannot fail.</summary>
    Value,

    /// <summary>Then what does something that may fail, and can be undone.</summary>
    Deed,

    /// <summary>At last what undoing does not bring back: a log that was ended and begun anew counts only when all data is written again.</summary>
    Last,
}

/// <summary>A value that a setting does not take; the message says why, in Redis's words.</summary>
internal sealed class SettingException(string message) : Exception(message);
