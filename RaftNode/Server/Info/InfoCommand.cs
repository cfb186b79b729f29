using System.Globalization;
using System.Text;
using RaftNode.Commands;

namespace RaftNode.Server.Info;

/// <summary>INFO, whose sections are gathered where they are known. https://redis.io/docs/latest/commands/info/</summary>
internal sealed class InfoCommand(IReadOnlyList<InfoSection> sections)
{
    public IEnumerable<Command> Rows =>
    [
        new("info", -1, CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, Answer)
        {
            Summary = "Get information and statistics about the server", Since = "1.0.0", Complexity = "O(1)",
            Difference = "has no lines of what this server does not have, such as scripts, forks and the allocator's own figures",
            Arguments = "[section...]",
            Categories = AclCategories.Dangerous, Tips = ["nondeterministic_output", "request_policy:all_shards", "response_policy:special"],
        },
    ];

    /// <summary>The text of the sections of some names; <c>default</c>, <c>all</c> and <c>everything</c> mean several.</summary>
    public string TextOf(IReadOnlyCollection<string> names)
    {
        var hasAll = names.Contains("all", StringComparer.OrdinalIgnoreCase) || names.Contains("everything", StringComparer.OrdinalIgnoreCase);
        var hasUsual = names.Count == 0 || names.Contains("default", StringComparer.OrdinalIgnoreCase);
        var text = new StringBuilder();
        foreach (var section in sections)
        {
            if (hasAll || (hasUsual && section.IsUsual) || names.Contains(section.Name, StringComparer.OrdinalIgnoreCase))
            {
                text.Append(text.Length > 0 ? "\r\n" : "").Append("# ").Append(section.Title).Append("\r\n");
                foreach (var (name, value) in section.Read())
                {
                    text.Append(CultureInfo.InvariantCulture, $"{name}:{value}\r\n");
                }
            }
        }

        return text.ToString();
    }

    private void Answer(CommandContext context)
    {
        var names = new List<string>();
        for (var i = 1; i < context.Count; i++)
        {
            names.Add(Encoding.UTF8.GetString(context[i]));
        }

        context.Reply.WriteVerbatimString(Encoding.UTF8.GetBytes("txt:" + TextOf(names)));
    }
}
