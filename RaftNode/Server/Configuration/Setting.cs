using System.Text;
using RedisLib.Resp;

namespace RaftNode.Server.Configuration;

/// <summary>A setting of redis.conf: how it is read and changed, at the start and by CONFIG.</summary>
/// <param name="Name">As redis.conf has it.</param>
/// <param name="Read">Its value as CONFIG GET answers it.</param>
/// <param name="Apply">Takes the words that follow the name.</param>
internal sealed record Setting(string Name, Func<string> Read, Action<IReadOnlyList<string>> Apply)
{
    /// <summary>Whether only the start can set it.</summary>
    public bool IsFixed { get; init; }

    /// <summary>Whether its value is nobody's business: MONITOR and SLOWLOG do not show it.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Whether CONFIG SET is allowed only to those whom <c>enable-protected-configs</c> names.</summary>
    public bool IsProtected { get; init; }

    /// <summary>Whether its value is several words, which CONFIG SET is given in one string.</summary>
    public bool HasManyWords { get; init; }

    /// <summary>The setting that this is another name of, from of old; null for none.</summary>
    public string? AliasOf { get; init; }

    /// <summary>What it is when nothing is configured; CONFIG REWRITE writes what is not that.</summary>
    public string Default { get; } = Read();

    /// <summary>A whole number within bounds.</summary>
    public static Setting Number(string name, Func<long> read, Action<long> write, long least, long most) => new(
        name,
        () => read().ToString(),
        words => write(long.TryParse(One(words), out var number)
            ? Within(number, least, most)
            : throw new SettingException("argument couldn't be parsed into an integer")));

    /// <summary>An amount of memory, in bytes or with a unit such as <c>kb</c> (1,024) or <c>k</c> (1,000).</summary>
    public static Setting Memory(string name, Func<long> read, Action<long> write, long least = 0, long most = long.MaxValue) => new(
        name,
        () => read().ToString(),
        words => write(MemorySize.TryParse(One(words), out var bytes)
            ? Within(bytes, least, most)
            : throw new SettingException("argument must be a memory value")));

    /// <summary><c>yes</c> or <c>no</c>.</summary>
    public static Setting Flag(string name, Func<bool> read, Action<bool> write) => new(
        name,
        () => read() ? "yes" : "no",
        words => write(One(words).ToLowerInvariant() switch
        {
            "yes" => true,
            "no" => false,
            _ => throw new SettingException("argument must be 'yes' or 'no'"),
        }));

    /// <summary>One of some words.</summary>
    public static Setting Choice<TValue>(string name, IReadOnlyList<(string Word, TValue Value)> choices, Func<TValue> read, Action<TValue> write)
        where TValue : struct, Enum => new(
        name,
        () => choices.First(choice => choice.Value.Equals(read())).Word,
        words =>
        {
            var word = One(words);
            var index = choices.ToList().FindIndex(choice => choice.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
            write(index >= 0
                ? choices[index].Value
                : throw new SettingException($"argument(s) must be one of the following: {string.Join(", ", choices.Select(choice => choice.Word))}"));
        });

    /// <summary>Any text.</summary>
    public static Setting Text(string name, Func<string> read, Action<string> write) => new(name, read, words => write(One(words)));

    /// <summary>Takes a value as CONFIG SET is given it.</summary>
    /// <exception cref="SettingException">It does not take it.</exception>
    public void Set(string value)
    {
        if (!HasManyWords)
        {
            Apply([value]);
        }
        else if (InlineWords.TrySplit(Encoding.UTF8.GetBytes(value), out var words))
        {
            Apply(words.Count == 0 ? [""] : [.. words.Select(Encoding.UTF8.GetString)]);
        }
        else
        {
            throw new SettingException("Unbalanced quotes in configuration line");
        }
    }

    private static long Within(long number, long least, long most) => number >= least && number <= most
        ? number
        : throw new SettingException($"argument must be between {least} and {most} inclusive");

    private static string One(IReadOnlyList<string> words) =>
        words.Count == 1 ? words[0] : throw new SettingException("wrong number of arguments");
}

/// <summary>A value that a setting does not take; the message says why, in Redis's words.</summary>
internal sealed class SettingException(string message) : Exception(message);
