using RaftNode.Observability.Logs;

namespace RaftNode.Server.Configuration;

/// <summary>The settings of the log.</summary>
internal static class LogSettingRows
{
    /// <summary>More old files than anybody looks through.</summary>
    private const int MostOldFiles = 1000;

    public static IEnumerable<Setting> Of(LogSettings logs) =>
    [
        Setting.Text("logfile", () => logs.File, value => logs.File = value) with { IsFixed = true },
        Setting.Number("logfile-max-files", () => logs.MaxOldFiles, value => logs.MaxOldFiles = (int)value, 0, MostOldFiles),
        Setting.Memory("logfile-max-size", () => logs.MaxFileBytes, value => logs.MaxFileBytes = value),
        Setting.Choice("loglevel", LogVerbosities.Words, () => logs.Verbosity, value => logs.Verbosity = value),
    ];
}
