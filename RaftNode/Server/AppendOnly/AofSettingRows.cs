using RaftNode.Persistence.Aof;
using RaftNode.Server.Configuration;

namespace RaftNode.Server.AppendOnly;

/// <summary>The settings of the append-only log, as rows of the table.</summary>
internal static class AofSettingRows
{
    public static IEnumerable<Setting> Of(AofSettings settings) =>
    [
        Setting.Text("appenddirname", () => settings.FolderName, value => settings.FolderName = Name(value, "appenddirname can't be a path, just a dirname")) with { IsFixed = true },
        Setting.Text("appendfilename", () => settings.FileName, value => settings.FileName = Name(value, "appendfilename can't be a path, just a filename")) with { IsFixed = true },
        Setting.Choice(
            "appendfsync",
            [("everysec", AofSync.EverySecond), ("always", AofSync.Always), ("no", AofSync.Never)],
            () => settings.Sync,
            value => settings.Sync = value),
        Setting.Flag("appendonly", () => settings.IsOn, value => Turn(settings, value)) with { Step = SettingStep.Last },
        Setting.Flag("aof-load-truncated", () => settings.LoadsTruncated, value => settings.LoadsTruncated = value),
        Setting.Flag("aof-timestamp-enabled", () => settings.HasTimestamps, value => settings.HasTimestamps = value),
        Setting.Flag("aof-use-rdb-preamble", () => settings.HasRdbBase, value => settings.HasRdbBase = value),
        Setting.Memory("auto-aof-rewrite-min-size", () => settings.RewriteMinBytes, value => settings.RewriteMinBytes = value),
        Setting.Number("auto-aof-rewrite-percentage", () => settings.RewritePercentage, value => settings.RewritePercentage = (int)value, 0, int.MaxValue),
        Setting.Flag("no-appendfsync-on-rewrite", () => settings.HasNoSyncOnRewrite, value => settings.HasNoSyncOnRewrite = value),
    ];

    private static void Turn(AofSettings settings, bool isOn)
    {
        try
        {
            settings.Turning(isOn);
        }
        catch (Exception problem) when (problem is AofException or IOException)
        {
            throw new SettingException("Unable to turn on AOF. Check server logs.");
        }

        settings.IsOn = isOn;
    }

    private static string Name(string name, string problem) =>
        name.Length > 0 && Path.GetFileName(name) == name ? name : throw new SettingException(problem);
}
