using System.Text;
using RedisLib.Resp;

namespace RaftNode.Server.Configuration;

/// <summary>Splits a line of redis.conf into words.</summary>
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
}
