namespace RaftNode.Server;

/// <summary>What the server is told by its configuration. Names and meanings are those of redis.conf.</summary>
internal sealed class ServerSettings
{
    /// <summary>What AUTH has to be given, or empty.</summary>
    public string Password { get; set; } = "";

    /// <summary>How many databases there are.</summary>
    public int Databases { get; set; } = 16;
}
