namespace RaftNode.Server;

/// <summary>What the server says it is.</summary>
internal static class ServerVersion
{
    /// <summary>The version of Redis whose commands and files these are: clients decide by it what they may use.</summary>
    public const string Redis = "7.0.15";
}
