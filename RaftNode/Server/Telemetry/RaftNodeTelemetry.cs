namespace RaftNode.Server.Telemetry;

/// <summary>The names of what the server tells OpenTelemetry, for whoever listens in its process. They stay as they are.</summary>
public static class RaftNodeTelemetry
{
    /// <summary>The name of the meter; its instruments are named <c>raftnode.</c> and so on.</summary>
    public const string MeterName = "RaftNode";

    /// <summary>The name of the source of spans: one span a command, of some commands.</summary>
    public const string ActivitySourceName = "RaftNode";

    /// <summary>The category of the lines of the log.</summary>
    public const string LogCategory = "RaftNode";
}
