namespace RaftNode.Server.AppendOnly;

/// <summary>What INFO persistence tells of the append-only log, under the names given.</summary>
internal sealed record AofStatus
{
    /// <summary><c>aof_enabled</c>; the fields from <see cref="CurrentBytes"/> on are told only then.</summary>
    public required bool IsEnabled { get; init; }

    /// <summary><c>aof_rewrite_in_progress</c></summary>
    public required bool IsRewriting { get; init; }

    /// <summary><c>aof_rewrite_scheduled</c></summary>
    public required bool IsRewriteScheduled { get; init; }

    /// <summary><c>aof_last_rewrite_time_sec</c>; -1 when there was none.</summary>
    public required long LastRewriteSeconds { get; init; }

    /// <summary><c>aof_current_rewrite_time_sec</c>; -1 when there is none.</summary>
    public required long CurrentRewriteSeconds { get; init; }

    /// <summary><c>aof_last_bgrewrite_status</c>: <c>ok</c> or <c>err</c>.</summary>
    public required bool IsLastRewriteOk { get; init; }

    /// <summary><c>aof_rewrites</c></summary>
    public required long Rewrites { get; init; }

    /// <summary><c>aof_rewrites_consecutive_failures</c></summary>
    public required int RewriteFailures { get; init; }

    /// <summary><c>aof_last_write_status</c>: <c>ok</c> or <c>err</c>.</summary>
    public required bool IsLastWriteOk { get; init; }

    /// <summary><c>aof_current_size</c>, in bytes.</summary>
    public required long CurrentBytes { get; init; }

    /// <summary><c>aof_base_size</c>: how long the log was after its last rewrite, in bytes.</summary>
    public required long BaseBytes { get; init; }

    /// <summary><c>aof_buffer_length</c>, in bytes.</summary>
    public required long PendingBytes { get; init; }

    /// <summary><c>aof_pending_bio_fsync</c></summary>
    public required bool IsSyncing { get; init; }

    /// <summary><c>aof_delayed_fsync</c></summary>
    public required long DelayedSyncs { get; init; }
}
