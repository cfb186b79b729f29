using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Aof;
using RaftNode.Server.Configuration;

namespace RaftNode.Server;

/// <summary>What the first line of a run tells: what runs, where, and what becomes of the data.</summary>
internal static class StartReport
{
    /// <summary>Tells it.</summary>
    public static void Starting(this ILogger log, ServerConfiguration configuration) => log.Starting(
        ServerVersion.Own,
        ServerVersion.Redis,
        Environment.ProcessId,
        configuration.Server.Port,
        "standalone",
        configuration.Snapshots.Folder,
        PersistenceOf(configuration));

    /// <summary>Both may be wanted, and neither.</summary>
    private static string PersistenceOf(ServerConfiguration configuration)
    {
        var rules = configuration.Snapshots.Rules;
        var kinds = new List<string>();
        if (configuration.Aof.IsOn)
        {
            kinds.Add($"append-only log, appendfsync {SyncName(configuration.Aof.Sync)}");
        }

        if (rules.All.Count > 0)
        {
            kinds.Add($"snapshots, save {rules}");
        }

        return kinds.Count == 0 ? "none" : string.Join("; ", kinds);
    }

    private static string SyncName(AofSync sync) => sync switch
    {
        AofSync.Always => "always",
        AofSync.EverySecond => "everysec",
        _ => "no",
    };
}
