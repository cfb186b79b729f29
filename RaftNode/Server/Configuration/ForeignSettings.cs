namespace RaftNode.Server.Configuration;

/// <summary>
/// Settings of redis.conf 7.0 that this server does not have. Most are left out with a line in the log, so that a file written for
/// redis-server starts it; those that would be a broken promise to leave out stop the start.
/// </summary>
internal static class ForeignSettings
{
    /// <summary>By prefix, with the reason.</summary>
    private static readonly (string Prefix, string Reason)[] Ignored =
    [
        ("acllog-", "there is no ACL log"),
        ("acl-pubsub-default", "there are no ACL users"),
        ("active-defrag", "memory is the C library's to arrange"),
        ("activedefrag", "memory is the C library's to arrange"),
        ("active-expire-effort", "keys that expired are removed while it costs little"),
        ("activerehashing", "tables grow and shrink by one bucket at a time"),
        ("always-show-logo", "there is no logo"),
        ("aof-disable-auto-gc", "files that are of no use any more are removed"),
        ("aof-rewrite-incremental-fsync", "files are synchronized as they are written"),
        ("aof_rewrite_cpulist", "threads run on any processor"),
        ("bgsave_cpulist", "threads run on any processor"),
        ("bind-source-addr", "nothing connects to other servers"),
        ("bio_cpulist", "threads run on any processor"),
        ("busy-reply-threshold", "there are no scripts"),
        ("cluster-", "there is no cluster"),
        ("crash-", "the runtime reports crashes"),
        ("daemonize", "the server stays in the foreground, for a supervisor to keep"),
        ("disable-thp", "the system's setting stays"),
        ("dynamic-hz", "the clock ticks ten times a second"),
        ("enable-module-command", "there are no modules"),
        ("hll-", "there is no HyperLogLog"),
        ("hz", "the clock ticks ten times a second"),
        ("ignore-warnings", "warnings are logged"),
        ("io-threads", "one thread serves all clients"),
        ("jemalloc-bg-thread", "memory is the C library's"),
        ("lazyfree-", "big values are always freed in the background"),
        ("lfu-", "nothing is evicted"),
        ("list-compress-depth", "lists are not compressed"),
        ("lua-", "there are no scripts"),
        ("masterauth", "there is no replication"),
        ("masteruser", "there is no replication"),
        ("maxmemory-", "nothing is evicted: writes are refused when memory is short"),
        ("min-replicas-max-lag", "there is no replication"),
        ("min-slaves-max-lag", "there is no replication"),
        ("oom-score-adj", "the system's setting stays"),
        ("pidfile", "the supervisor knows the process"),
        ("proc-title-template", "the process keeps its name"),
        ("propagation-error-behavior", "there is no replication"),
        ("rdb-", "there is no replication, and files are synchronized as they are written"),
        ("repl-", "there is no replication"),
        ("replica-", "there is no replication"),
        ("sanitize-dump-payload", "what RESTORE is given is always checked"),
        ("server_cpulist", "threads run on any processor"),
        ("set-proc-title", "the process keeps its name"),
        ("shutdown-", "a signal saves and ends the server"),
        ("slave-", "there is no replication"),
        ("socket-mark-id", "sockets are not marked"),
        ("stream-", "there are no streams"),
        ("supervised", "the server stays in the foreground, for a supervisor to keep"),
        ("syslog-", "the log goes to a file or the standard output"),
        ("tls-", "there is no TLS"),
        ("tracking-table-max-keys", "there is no client tracking"),
    ];

    /// <summary>With the values that mean that it is not wanted, and what it would be to leave it out.</summary>
    private static readonly (string Name, string[] Harmless, string Reason)[] Refused =
    [
        ("aclfile", [""], "there are no ACL users, and without them everybody may do everything"),
        ("cluster-enabled", ["no"], "there is no cluster, and clients would be told of none"),
        ("loadmodule", [], "there are no modules"),
        ("min-replicas-to-write", ["0"], "there is no replication, and every write would have to be refused"),
        ("min-slaves-to-write", ["0"], "there is no replication, and every write would have to be refused"),
        ("rename-command", [], "commands keep their names, and what is to be hidden would not be"),
        ("replicaof", ["no one", ""], "there is no replication, and this would serve as a master of its own"),
        ("slaveof", ["no one", ""], "there is no replication, and this would serve as a master of its own"),
        ("tls-port", ["0"], "there is no TLS, and clients would find nobody"),
        ("user", [], "there are no ACL users, and without them everybody may do everything"),
    ];

    /// <summary>Why a setting of Redis is left out, or null when Redis has no such setting.</summary>
    /// <exception cref="SettingException">To leave it out would break what is expected of it.</exception>
    public static string? ReasonToIgnore(string name, IReadOnlyList<string> words)
    {
        var value = string.Join(' ', words);
        if (Array.Find(Refused, setting => setting.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is { Name: not null } refused)
        {
            return refused.Harmless.Contains(value, StringComparer.OrdinalIgnoreCase) ? refused.Reason : throw new SettingException(refused.Reason);
        }

        return Array.Find(Ignored, setting => name.StartsWith(setting.Prefix, StringComparison.OrdinalIgnoreCase)).Reason;
    }
}
