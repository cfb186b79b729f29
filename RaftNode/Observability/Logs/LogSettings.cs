namespace RaftNode.Observability.Logs;

/// <summary>What is logged, and where to. Names and meanings are those of redis.conf; what ends a file is our own.</summary>
internal sealed class LogSettings
{
    private volatile LogVerbosity _verbosity = LogVerbosity.Notice;

    /// <summary>The least important lines that are written (<c>loglevel</c>); it may be set while other threads log.</summary>
    public LogVerbosity Verbosity
    {
        get => _verbosity;
        set => _verbosity = value;
    }

    /// <summary>The file (<c>logfile</c>), or empty for the standard output.</summary>
    public string File { get; set; } = "";

    /// <summary>A file that would get longer is put aside first (<c>logfile-max-size</c>); 0 for never.</summary>
    public long MaxFileBytes { get; set; } = 64L << 20;

    /// <summary>So many files that were put aside are kept (<c>logfile-max-files</c>): with that length, half a gigabyte.</summary>
    public int MaxOldFiles { get; set; } = 8;
}
