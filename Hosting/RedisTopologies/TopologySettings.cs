using System.Net;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What the WithX extensions of a topology set. The nodes are made anew from it after every change.</summary>
internal sealed class TopologySettings
{
    public const string RedisExecutable = "redis-server";
    public const string ValkeyExecutable = "valkey-server";

    /// <summary>The server that an AppHost has beside it when it references RaftNode, else the one on the PATH.</summary>
    public static string RaftNodeExecutable { get; } =
        Path.Combine(AppContext.BaseDirectory, "RaftNode") is var beside && File.Exists(beside) ? beside : "RaftNode";

    public RedisRuntime Runtime { get; set; } = RedisRuntime.Auto;

    /// <summary>The image and version that Aspire.Hosting.Redis 13.5 uses; the engine knows the registry. Null for a server that no image is known of.</summary>
    public ContainerImage? Image { get; set; } = new("redis", "8.6");

    /// <summary>The server's executable: on this machine a name on the PATH or a path, in an image its file name.</summary>
    public string Executable { get; set; } = RedisExecutable;

    /// <summary>The port of the first node; the others follow it. Null for free ports.</summary>
    public int? FirstPort { get; set; }

    /// <summary>The address that the nodes announce, or null for the default of the runtime.</summary>
    public IPAddress? AnnounceAddress { get; set; }

    /// <summary>Where the data is kept over restarts of the AppHost: a full path, or null.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Whether containers keep their data in volumes of their own; processes keep it in <see cref="DataDirectory"/>.</summary>
    public bool UseDataVolumes { get; set; }

    /// <summary>Further lines of redis.conf for the servers that hold data.</summary>
    public List<KeyValuePair<string, string>> Configuration { get; } = [];

    /// <summary>How long a node stays silent before a sentinel takes it for down: short, since on one machine silence means death.</summary>
    public TimeSpan DownAfter { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a failover of the sentinels may take before another is tried.</summary>
    public TimeSpan FailoverTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a cluster node stays silent before its peers take it for down. Servers need up to 1.5 times as long to notice, and up
    /// to 1.9 s more to agree and to elect: with this the shard of a dead master is writable again within 4.5 s, with 2 s not always.
    /// </summary>
    public TimeSpan ClusterNodeTimeout { get; set; } = TimeSpan.FromMilliseconds(1500);

    public bool KeepsData => DataDirectory is not null;
}

/// <summary>A container image by name and tag.</summary>
/// <param name="Name">With the registry where it is not the default one, such as <c>registry.example/redis</c>.</param>
/// <param name="Tag">Such as <c>8.6</c>.</param>
internal sealed record ContainerImage(string Name, string Tag)
{
    public override string ToString() => $"{Name}:{Tag}";
}
