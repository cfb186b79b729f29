namespace RaftNode.Persistence.Aof;

/// <summary>When what was appended is brought to the disk.</summary>
internal enum AofSync
{
    /// <summary>Before it is answered: nothing that was answered is ever lost.</summary>
    Always,

    /// <summary>Each second: a machine that loses its power loses a second, or two when the disk is slow.</summary>
    EverySecond,

    /// <summary>When the system likes.</summary>
    Never,
}

/// <summary>Whether and how changes are appended to a log. Names, defaults and meanings are those of redis.conf.</summary>
internal sealed class AofSettings
{
    /// <summary>Whether there is one (<c>appendonly</c>).</summary>
    public bool IsOn { get; set; }

    /// <summary>Is told when <see cref="IsOn"/> is about to change while the server runs.</summary>
    public Action<bool> Turning { get; set; } = static _ => { };

    /// <summary>How its files are called before the dot (<c>appendfilename</c>).</summary>
    public string FileName { get; set; } = "appendonly.aof";

    /// <summary>The folder that they are in, in the server's own (<c>appenddirname</c>).</summary>
    public string FolderName { get; set; } = "appendonlydir";

    public AofSync Sync { get; set; } = AofSync.EverySecond;

    /// <summary>Whether nothing is brought to the disk while a snapshot is written there (<c>no-appendfsync-on-rewrite</c>).</summary>
    public bool HasNoSyncOnRewrite { get; set; }

    /// <summary>Whether a log that ends within a request is cut there, and not refused (<c>aof-load-truncated</c>).</summary>
    public bool LoadsTruncated { get; set; } = true;

    /// <summary>Whether a base is written as RDB, and not as requests (<c>aof-use-rdb-preamble</c>).</summary>
    public bool HasRdbBase { get; set; } = true;

    /// <summary>Whether the time is noted in comments (<c>aof-timestamp-enabled</c>).</summary>
    public bool HasTimestamps { get; set; }

    /// <summary>By how many percent the log has to be longer than its base for a rewrite to begin by itself; 0 for never.</summary>
    public int RewritePercentage { get; set; } = 100;

    /// <summary>A log shorter than this is not rewritten by itself, in bytes.</summary>
    public long RewriteMinBytes { get; set; } = 64L * 1024 * 1024;
}
