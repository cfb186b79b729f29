using Microsoft.Extensions.Logging;
using RaftNode.Observability;

namespace RaftNode.Server.Configuration;

/// <summary>What a server is made of, read before there is a log to write to.</summary>
/// <param name="Configuration">The settings.</param>
/// <param name="Table">By name.</param>
/// <param name="LeftOut">Settings of Redis's that this server does not have: where they stand, their names, and why.</param>
internal sealed record ServerSetup(ServerConfiguration Configuration, SettingsTable Table, IReadOnlyList<(string Origin, string Name, string Reason)> LeftOut)
{
    /// <summary>Reads what the command line and redis.conf say.</summary>
    /// <exception cref="ConfigurationException">A line is wrong.</exception>
    public static ServerSetup Read(CommandLine start)
    {
        var configuration = new ServerConfiguration { Path = start.Path };
        var table = new SettingsTable(configuration);
        var leftOut = new List<(string, string, string)>();
        foreach (var (line, origin) in start.Lines)
        {
            try
            {
                if (table.Apply(line) is var (name, reason))
                {
                    leftOut.Add((origin, name, reason));
                }
            }
            catch (SettingException problem)
            {
                throw new ConfigurationException($"{origin}: '{line}': {problem.Message}");
            }
        }

        configuration.Snapshots.Rules.IsStarting = false;
        return new ServerSetup(configuration, table, leftOut);
    }

    /// <summary>Tells the log what it has left out.</summary>
    public void Report(ILogger log)
    {
        foreach (var (origin, name, reason) in LeftOut)
        {
            log.SettingLeftOut(origin, name, reason);
        }
    }
}
