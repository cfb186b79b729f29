using System.Globalization;
using System.Net;
using System.Text;
using RedisLib;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>The redis.conf or sentinel.conf of one node, as a function of what the node is.</summary>
/// <remarks>
/// All that a node is told stands in this file and nothing in its arguments or its environment, because the file can be
/// made readable for its owner alone, and because a process and a container then start alike.
/// </remarks>
internal sealed record NodeConfiguration
{
    public required NodeAddress Address { get; init; }

    /// <summary>The directory of the node's data, as the node sees it.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the node runs in a container, where it listens on every address of the container's own network.</summary>
    public required bool IsContainer { get; init; }

    public required string? Password { get; init; }

    public required RedisMode Mode { get; init; }

    /// <summary>Whether the server stands by itself: then no setting of replication means anything to it.</summary>
    public bool IsAlone { get; init; }

    /// <summary>The master that a replica starts with; null for a master and in Cluster, whose nodes remember by themselves.</summary>
    public NodeAddress? Master { get; init; }

    public TimeSpan ClusterNodeTimeout { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Extra { get; init; } = [];

    /// <summary>The file of a server that holds data.</summary>
    public string ServerText()
    {
        var text = new StringBuilder("# Written by the AppHost at every start of the node.\n");
        AppendListening(text);
        AppendPassword(text, "requirepass");
        Append(text, "save", "\"\"");

        // Without a file to come back from, a master that is restarted quickly returns empty and its replicas copy that.
        Append(text, "appendonly", "yes");
        if (!IsAlone)
        {
            AppendReplication(text);
        }

        foreach (var (key, value) in Extra)
        {
            Append(text, key, value);
        }

        return text.ToString();
    }

    /// <summary>
    /// The file of a sentinel. It names no master: the sentinels are told of it once its replicas are connected, because
    /// they learn replicas from the master every ten seconds only, and a master that dies before that is not failed over.
    /// </summary>
    public string SentinelText()
    {
        var text = new StringBuilder("# Written by the AppHost at the first start; the sentinel keeps its state here.\n");
        AppendListening(text);
        Append(text, "sentinel announce-ip", Address.Host);
        Append(text, "sentinel announce-port", Invariant(Address.Port));
        AppendPassword(text, "requirepass");
        AppendPassword(text, "sentinel sentinel-pass");
        return text.ToString();
    }

    private void AppendListening(StringBuilder text)
    {
        Append(text, "port", Invariant(Address.Port));
        Append(text, "bind", IsContainer ? "* -::*" : ProcessBinding());

        // The addresses above decide who may come; the default would also refuse the other containers.
        Append(text, "protected-mode", "no");
        Append(text, "dir", Quote(Directory));
    }

    private void AppendReplication(StringBuilder text)
    {
        AppendPassword(text, "masterauth");
        Append(text, "replica-serve-stale-data", "yes");

        // The default waits five seconds for further replicas before it sends the first one its copy.
        Append(text, "repl-diskless-sync-delay", "0");
        if (Mode == RedisMode.Cluster)
        {
            AppendCluster(text);
        }
        else
        {
            Append(text, "replica-announce-ip", Address.Host);
            Append(text, "replica-announce-port", Invariant(Address.Port));
        }

        if (Master is { } master)
        {
            Append(text, "replicaof", $"{master.Host} {Invariant(master.Port)}");
        }
    }

    private void AppendCluster(StringBuilder text)
    {
        Append(text, "cluster-enabled", "yes");
        Append(text, "cluster-config-file", TopologyDirectory.ClusterFile);
        Append(text, "cluster-node-timeout", Invariant((long)ClusterNodeTimeout.TotalMilliseconds));
        Append(text, "cluster-port", Invariant(Address.BusPort));
        Append(text, "cluster-announce-ip", Address.Host);
        Append(text, "cluster-announce-port", Invariant(Address.Port));
        Append(text, "cluster-announce-bus-port", Invariant(Address.BusPort));

        // While one shard fails over the others go on serving, and its replicas go on answering reads.
        Append(text, "cluster-require-full-coverage", "no");
        Append(text, "cluster-allow-reads-when-down", "yes");
    }

    private string ProcessBinding()
    {
        var isLoopback = !IPAddress.TryParse(Address.Host, out var address) || IPAddress.IsLoopback(address);
        return isLoopback ? "127.0.0.1 -::1" : $"127.0.0.1 {Address.Host}";
    }

    private void AppendPassword(StringBuilder text, string key)
    {
        if (Password is not null)
        {
            Append(text, key, Quote(Password));
        }
    }

    private static void Append(StringBuilder text, string key, string value) =>
        text.Append(key).Append(' ').Append(value).Append('\n');

    private static string Invariant(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A value in the quotes that redis.conf knows, where it needs any.</summary>
    private static string Quote(string value)
    {
        var isPlain = value.Length > 0 && value.All(character => char.IsAsciiLetterOrDigit(character) || "/._-:+@".Contains(character));
        return isPlain ? value : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
    }
}
