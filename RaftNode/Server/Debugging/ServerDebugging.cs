using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using RaftNode.Commands;
using RaftNode.Observability;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Debugging;

/// <summary>What DEBUG does with the server itself: it lets time pass, and lets keys stay though theirs is over.</summary>
internal sealed class ServerDebugging(ExpiryCycle expiry, ServerIdentity identity, ILogger log)
{
    /// <summary>No test sleeps longer; no timer of .NET does either.</summary>
    private const double MaxSleepSeconds = int.MaxValue / 1000;

    public IReadOnlyList<DebugSubcommand> Subcommands =>
    [
        new(
            "CHANGE-REPL-ID", 2, 2,
            [
                "CHANGE-REPL-ID",
                "    Change the replication IDs of the instance.",
                "    Dangerous: should be used only for testing the replication subsystem.",
            ],
            ChangeReplicationId),
        new("LOG", 3, 3, ["LOG <message>", "    Write <message> to the server log."], Log),
        new(
            "SET-ACTIVE-EXPIRE", 3, 3,
            [
                "SET-ACTIVE-EXPIRE <0|1>",
                "    Setting it to 0 disables expiring keys in background when they are not",
                "    accessed (otherwise the Redis behavior). Setting it to 1 reenables back the",
                "    default.",
            ],
            SetActiveExpiry),
        new("SLEEP", 3, 3, ["SLEEP <seconds>", "    Stop the server for <seconds>. Decimals allowed."], Sleep),
    ];

    private void ChangeReplicationId(CommandContext context)
    {
        log.ReplicationIdChanged();
        identity.ChangeReplicationId();
        context.Reply.WriteOk();
    }

    private void Log(CommandContext context)
    {
        log.Message(Encoding.UTF8.GetString(context[2]));
        context.Reply.WriteOk();
    }

    private void SetActiveExpiry(CommandContext context)
    {
        expiry.IsOn = !context[2].SequenceEqual("0"u8);
        context.Reply.WriteOk();
    }

    [SuppressMessage("ApiDesign", "RS0030", Justification = "That nothing else is done meanwhile is what is asked for.")]
    private static void Sleep(CommandContext context)
    {
        _ = double.TryParse(Encoding.UTF8.GetString(context[2]), CultureInfo.InvariantCulture, out var seconds);
        Thread.Sleep(TimeSpan.FromSeconds(double.IsNaN(seconds) ? 0 : Math.Clamp(seconds, 0, MaxSleepSeconds)));
        context.Reply.WriteOk();
    }
}
