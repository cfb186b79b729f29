using System.Text;
using RedisLib.Resp;

namespace RaftNode.Server.Configuration;

/// <summary>Splits a line of redis.conf into words, and writes words for one.</summary>
internal static class ConfigurationLine
{
    /// <summary>The words, the name first; none for a comment or an empty line.</summary>
    /// <exception cref="SettingException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        var trimmed = line.Trim();
        if (trimmed.Length == 0 || trimmed[0] == '#')
        {
            return [];
        }

        return InlineWords.TrySplit(Encoding.UTF8.GetBytes(trimmed), out var words)
            ? [.. words.Select(Encoding.UTF8.GetString)]
            : throw new SettingException("Unbalanced quotes in configuration line");
    }

    /// <summary>The first word, whatever the rest is like.</summary>
    public static string FirstWord(string line)
    {
        var trimmed = line.Trim();
        var end = trimmed.IndexOfAny([' ', '\t']);
        return end < 0 ? trimmed : trimmed[..end];
    }

    /// <summary>A word that <see cref="Split"/> gives back as it is, with quotes where it needs them.</summary>
    public static string Quoted(string word) => word.Length > 0 && !word.Any(character => char.IsWhiteSpace(character) || character is '"' or '\'' or '\\' or '#')
        ? word
        : $"\"{word.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
