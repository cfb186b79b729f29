using System.Text;
using Microsoft.Extensions.Logging;
using RaftNode.Commands;
using RaftNode.Commands.Keys;
using RaftNode.Observability;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Configuration;

/// <summary>CONFIG, from the table of settings. https://redis.io/docs/latest/commands/config-get/</summary>
/// <param name="settings">The table.</param>
/// <param name="server">Who may set what is protected.</param>
/// <param name="path">The redis.conf that the server was started with, or null.</param>
/// <param name="resetStatistics">Sets all that INFO counts to nothing.</param>
/// <param name="log">Takes what goes wrong with the file.</param>
internal sealed class ConfigCommands(SettingsTable settings, ServerSettings server, string? path, Action resetStatistics, ILogger log)
{
    private const CommandFlags Flags = CommandFlags.Admin | CommandFlags.NoScript | CommandFlags.Loading | CommandFlags.Stale;

    private static readonly string[] Help =
    [
        "CONFIG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "GET <pattern>",
        "    Return parameters matching the glob-like <pattern> and their values.",
        "SET <directive> <value>",
        "    Set the configuration <directive> to <value>.",
        "RESETSTAT",
        "    Reset statistics reported by the INFO command.",
        "REWRITE",
        "    Rewrite the configuration file.",
        "HELP",
        "    Prints this help.",
    ];

    public IEnumerable<Command> Rows =>
    [
        new("config", -2, CommandFlags.None, KeySpecification.None, static _ => { })
        {
            Summary = "A container for server configuration commands", Since = "2.0.0", Complexity = "depends on the subcommand", Subcommands = Subcommands,
        },
    ];

    private IReadOnlyList<Command> Subcommands =>
    [
        new("config|get", -3, Flags, KeySpecification.None, Get)
        {
            Summary = "Get the values of configuration parameters", Since = "2.0.0", Complexity = "O(N) of the settings and of the patterns",
            Arguments = "(parameter)...",
        },
        new("config|help", 2, CommandFlags.Loading | CommandFlags.Stale, KeySpecification.None, static context => context.Reply.WriteHelp(Help))
        {
            Summary = "Show helpful text about the different subcommands", Since = "5.0.0", Complexity = "O(1)",
        },
        new("config|resetstat", 2, Flags, KeySpecification.None, ResetStatistics)
        {
            Summary = "Reset the stats returned by INFO", Since = "2.0.0", Complexity = "O(1)",
        },
        new("config|rewrite", 2, Flags, KeySpecification.None, Rewrite)
        {
            Summary = "Rewrite the configuration file with the in memory configuration", Since = "2.8.0", Complexity = "O(1)",
        },
        new("config|set", -4, Flags, KeySpecification.None, Set)
        {
            Summary = "Set configuration parameters to the given values", Since = "2.0.0", Complexity = "O(N) of the settings given",
            Difference = "proto-max-bulk-len is 1048576000 (1000mb) at most: a key and a value of this length are one block of memory, and a block is no longer than 2 GB.",
            Arguments = "(parameter value)...",
            Tips = ["request_policy:all_nodes", "response_policy:all_succeeded"],
        },
    ];

    /// <summary>A name is answered as it was asked for, and what a pattern finds by its own name.</summary>
    private void Get(CommandContext context)
    {
        var found = new Dictionary<Setting, string>();
        for (var i = 2; i < context.Count; i++)
        {
            var asked = Encoding.UTF8.GetString(context[i]);
            if (settings.Find(asked) is { } named)
            {
                found.TryAdd(named, asked);
                continue;
            }

            var pattern = Encoding.UTF8.GetBytes(asked.ToLowerInvariant());
            foreach (var setting in settings.All.Where(setting => Glob.Matches(pattern, Encoding.UTF8.GetBytes(setting.Name))))
            {
                found.TryAdd(setting, setting.Name);
            }
        }

        context.Reply.WriteMapHeader(found.Count);
        foreach (var (setting, name) in found)
        {
            context.Reply.WriteBulkString(name);
            context.Reply.WriteBulkString(setting.Read());
        }
    }

    /// <summary>Sets all or nothing.</summary>
    private void Set(CommandContext context)
    {
        if (context.Count % 2 != 0)
        {
            context.Fail(Errors.Syntax);
            return;
        }

        HideSecrets(context);
        var changes = new List<(Setting Setting, string Value)>();
        for (var i = 2; i < context.Count; i += 2)
        {
            var name = Encoding.UTF8.GetString(context[i]);
            if (settings.Find(name) is not { } setting)
            {
                context.Fail($"ERR Unknown option or number of arguments for CONFIG SET - '{Errors.Repeated(context[i])}'");
                return;
            }

            changes.Add((setting, Encoding.UTF8.GetString(context[i + 1])));
        }

        for (var i = 0; i < changes.Count; i++)
        {
            var (setting, _) = changes[i];
            if (setting.IsFixed)
            {
                Refuse(context, setting, "can't set immutable config");
                return;
            }

            if (setting.IsProtected && !server.ProtectedSettings.Includes((Session)context.Client))
            {
                Refuse(context, setting, "can't set protected config");
                return;
            }

            if (changes.FindIndex(change => change.Setting == setting) < i)
            {
                Refuse(context, setting, "duplicate parameter");
                return;
            }
        }

        Set(context, changes);
    }

    /// <summary>All of them, whatever else is wrong with the request.</summary>
    private void HideSecrets(CommandContext context)
    {
        for (var i = 2; i < context.Count; i += 2)
        {
            if (settings.Find(Encoding.UTF8.GetString(context[i])) is { IsSecret: true })
            {
                context.Hidden.Add(i + 1);
            }
        }
    }

    /// <summary>Nothing is set before all values are read, so that what is wrong with one of them leaves no trace.</summary>
    private void Set(CommandContext context, List<(Setting Setting, string Value)> changes)
    {
        var sets = new List<(Setting Setting, Action Set)>();
        foreach (var (setting, value) in changes)
        {
            try
            {
                sets.Add((setting, setting.Parse(value)));
            }
            catch (SettingException wrong)
            {
                Refuse(context, setting, wrong.Message);
                return;
            }
        }

        var done = new Stack<(Setting Setting, string Before)>();
        foreach (var (setting, set) in sets.OrderBy(change => change.Setting.Step))
        {
            var before = setting.Read();
            try
            {
                set();
            }
            catch (SettingException wrong)
            {
                Refuse(context, setting, wrong.Message + SetBack(done));
                return;
            }

            done.Push((setting, before));
        }

        context.Reply.WriteOk();
    }

    /// <summary>Sets what was set back to what it was before.</summary>
    /// <returns>What the client is to be told of that: something where it failed, which leaves a setting as the client wanted it.</returns>
    private string SetBack(Stack<(Setting Setting, string Before)> done)
    {
        var failures = new StringBuilder();
        foreach (var (setting, before) in done)
        {
            try
            {
                setting.Parse(before)();
            }
            catch (SettingException problem)
            {
                log.SettingNotSetBack(setting.Name, problem.Message);
                failures.Append($" And '{setting.Name}' stays changed: {problem.Message}");
            }
        }

        return failures.ToString();
    }

    private static void Refuse(CommandContext context, Setting setting, string problem) =>
        context.Fail(Encoding.UTF8.GetBytes($"ERR CONFIG SET failed (possibly related to argument '{setting.Name}') - {problem}"));

    private void ResetStatistics(CommandContext context)
    {
        resetStatistics();
        context.Reply.WriteOk();
    }

    private void Rewrite(CommandContext context)
    {
        if (path is null)
        {
            context.Fail("ERR The server is running without a config file"u8);
            return;
        }

        try
        {
            ConfigurationFile.Rewrite(path, settings.All);
            context.Reply.WriteOk();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            log.RewriteFailed(path, problem.Message);
            context.Fail(Encoding.UTF8.GetBytes($"ERR Rewriting config file: {problem.Message}"));
        }
    }
}
