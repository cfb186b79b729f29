namespace RaftNode.Server.Snapshots;

/// <summary>Where and when the data is written to a file. Names, defaults and meanings are those of redis.conf.</summary>
internal sealed class SnapshotSettings
{
    /// <summary>The folder of all files (<c>dir</c>).</summary>
    public string Folder { get; set; } = Environment.CurrentDirectory;

    /// <summary>The name of the file in it (<c>dbfilename</c>).</summary>
    public string FileName { get; set; } = "dump.rdb";

    public SaveRules Rules { get; } = new();

    /// <summary>Whether writes are refused while the last snapshot has failed (<c>stop-writes-on-bgsave-error</c>).</summary>
    public bool StopsWritesOnError { get; set; } = true;

    public string Path => System.IO.Path.Combine(Folder, FileName);
}
