namespace RaftNode.Server;

/// <summary>What the server says it is.</summary>
internal static class ServerVersion
{
    /// <summary>The version of Redis whose commands and files these are: clients decide by it what they may use.</summary>
    public const string Redis = "7.0.15";

    /// <summary>The version of this server.</summary>
    public static string Own { get; } = typeof(ServerVersion).Assembly.GetName().Version?.ToString(fieldCount: 3) ?? "";

    /// <summary>What <c>--version</c> answers, in redis-server's form, by which scripts know a server.</summary>
    public static string Line { get; } = $"Redis server v={Redis} RaftNode={Own}";
}
