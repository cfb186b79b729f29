using RaftNode.Persistence.Snapshots;
using RaftNode.Server.AppendOnly;
using RaftNode.Server.Snapshots;

namespace RaftNode.Server.Info;

/// <summary>INFO persistence. What Redis tells of memory that is copied after a fork is 0: there is no fork.</summary>
internal sealed class PersistenceSection(Func<SaveStatus> saves, SnapshotProgress progress, Func<AofStatus> log)
{
    public InfoSection Section => new("Persistence", () => [.. Saving(saves()), .. Logging(log())]);

    private static string Text(bool isOk) => isOk ? "ok" : "err";

    private IEnumerable<(string Name, object Value)> Saving(SaveStatus status) =>
    [
        ("loading", 0),
        ("async_loading", 0),
        ("current_cow_peak", 0),
        ("current_cow_size", 0),
        ("current_cow_size_age", 0),
        ("current_fork_perc", "0.00"),
        ("current_save_keys_processed", progress.Written),
        ("current_save_keys_total", progress.Total),
        ("rdb_changes_since_last_save", status.Changes),
        ("rdb_bgsave_in_progress", status.CurrentSeconds >= 0 ? 1 : 0),
        ("rdb_last_save_time", status.LastSaveAt),
        ("rdb_last_bgsave_status", Text(status.HasSucceeded)),
        ("rdb_last_bgsave_time_sec", status.LastSeconds),
        ("rdb_current_bgsave_time_sec", status.CurrentSeconds),
        ("rdb_saves", status.Count),
        ("rdb_last_cow_size", 0),
        ("rdb_last_load_keys_expired", status.ExpiredKeys),
        ("rdb_last_load_keys_loaded", status.LoadedKeys),
    ];

    private static IEnumerable<(string Name, object Value)> Logging(AofStatus status)
    {
        IEnumerable<(string Name, object Value)> always =
        [
            ("aof_enabled", status.IsEnabled ? 1 : 0),
            ("aof_rewrite_in_progress", status.IsRewriting ? 1 : 0),
            ("aof_rewrite_scheduled", status.IsRewriteScheduled ? 1 : 0),
            ("aof_last_rewrite_time_sec", status.LastRewriteSeconds),
            ("aof_current_rewrite_time_sec", status.CurrentRewriteSeconds),
            ("aof_last_bgrewrite_status", Text(status.IsLastRewriteOk)),
            ("aof_rewrites", status.Rewrites),
            ("aof_rewrites_consecutive_failures", status.RewriteFailures),
            ("aof_last_write_status", Text(status.IsLastWriteOk)),
            ("aof_last_cow_size", 0),
            ("module_fork_in_progress", 0),
            ("module_fork_last_cow_size", 0),
        ];
        return !status.IsEnabled
            ? always
            :
            [
                .. always,
                ("aof_current_size", status.CurrentBytes),
                ("aof_base_size", status.BaseBytes),
                ("aof_pending_rewrite", 0),
                ("aof_buffer_length", status.PendingBytes),
                ("aof_pending_bio_fsync", status.IsSyncing ? 1 : 0),
                ("aof_delayed_fsync", status.DelayedSyncs),
            ];
    }
}
