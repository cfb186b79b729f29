using System.Net.Sockets;
using RaftNode.Commands;
using RaftNode.Server.AppendOnly;
using RaftNode.Server.Info;
using RaftNode.Server.PubSub;
using RaftNode.Server.Sessions;
using RaftNode.Server.Snapshots;
using RaftNode.Server.Telemetry;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Configuration;

/// <summary>All settings by name: the start, CONFIG GET and CONFIG SET read this table, and the documentation is made of it.</summary>
internal sealed class SettingsTable
{
    /// <summary>All permissions of a file, 777.</summary>
    private const int MaxMode = 511;

    /// <summary>Settings of this format go by the name of its predecessor too.</summary>
    private const string CompactFormat = "listpack";
    private const string OldCompactFormat = "ziplist";

    private const long Megabyte = 1 << 20;

    /// <summary>To look for longer than a tick of the event loop would only burn a processor.</summary>
    private const long MaxBusyWaitMicroseconds = 100_000;

    private const string OnlyPolicy = "noeviction";

    private readonly Dictionary<string, Setting> _settings;

    public SettingsTable(ServerConfiguration configuration)
    {
        var (server, store, rdb, snapshots, aof) = configuration;
        var (latency, monitor, slow) = (configuration.Latency, configuration.LatencyMonitor, configuration.Slow);
        Setting[] rows =
        [
            .. AofSettingRows.Of(aof),
            .. LogSettingRows.Of(configuration.Logs),
            Setting.OfWords("bind", () => string.Join(' ', server.Bind), words => words is [""] ? [] : Addresses(words), value => Move(server, value, server.Port, "Failed to bind to specified addresses.")) with { Step = SettingStep.Deed },
            Setting.Number("busy-wait-microseconds", () => server.BusyWaitMicroseconds, value => server.BusyWaitMicroseconds = (int)value, 0, MaxBusyWaitMicroseconds),
            Setting.OfWords("client-output-buffer-limit", server.OutputLimits.ToString, OutputLimitsOf, server.OutputLimits.Set),
            Setting.Memory("client-query-buffer-limit", () => server.MaxQueryBytes, value => server.MaxQueryBytes = value, Megabyte),
            Setting.Number("databases", () => server.Databases, value => server.Databases = (int)value, 1, int.MaxValue) with { IsFixed = true },
            Setting.Of("dbfilename", () => snapshots.FileName, FileName, value => snapshots.FileName = value) with { IsProtected = true },
            Setting.Of("dir", () => snapshots.Folder, Folder, value => snapshots.Folder = value) with { IsProtected = true },
            Access("enable-debug-command", () => server.DebugAccess, value => server.DebugAccess = value),
            Access("enable-protected-configs", () => server.ProtectedSettings, value => server.ProtectedSettings = value),
            Setting.Number("hash-max-listpack-entries", () => store.HashMaxListpackEntries, value => store.HashMaxListpackEntries = Capped(value), 0, long.MaxValue),
            Setting.Number("hash-max-listpack-value", () => store.HashMaxListpackValue, value => store.HashMaxListpackValue = Capped(value), 0, long.MaxValue),
            Setting.Number("latency-monitor-threshold", () => monitor.ThresholdMilliseconds, value => monitor.ThresholdMilliseconds = value, 0, long.MaxValue),
            Setting.Flag("latency-tracking", () => latency.Tracks, value => latency.Tracks = value),
            Setting.OfWords("latency-tracking-info-percentiles", () => latency.PercentilesText, LatencySettings.Parse, value => latency.Percentiles = value),
            Setting.OfWords("http-bind", () => string.Join(' ', configuration.Http.Bind), Addresses, value => configuration.Http.Bind = value) with { IsFixed = true },
            Setting.Number("http-port", () => configuration.Http.Port, value => configuration.Http.Port = (int)value, 0, ushort.MaxValue) with { IsFixed = true },
            Setting.Number("list-max-listpack-size", () => store.ListMaxListpackSize, value => store.ListMaxListpackSize = (int)value, int.MinValue, int.MaxValue),
            Setting.Number("maxclients", () => server.MaxClients, value => server.MaxClients = value, 1, uint.MaxValue),
            Setting.Memory("maxmemory", () => server.MaxMemory, value => server.MaxMemory = value),
            Setting.Of("maxmemory-policy", () => OnlyPolicy, Policy, static _ => { }),
            Setting.Of("notify-keyspace-events", () => KeyspaceNotifications.Format(server.NotifyKeyspaceEvents), Events, value => server.NotifyKeyspaceEvents = value),
            Setting.Number("port", () => server.Port, value => Move(server, server.Bind, (int)value, "Unable to listen on this port. Check server logs."), 0, ushort.MaxValue) with { Step = SettingStep.Deed },
            Setting.Memory("proto-max-bulk-len", () => store.MaxStringBytes, value => SetMaxStringBytes(server, store, (int)value), Megabyte, StoreSettings.MostStringBytes),
            Setting.Flag("protected-mode", () => server.IsProtected, value => server.IsProtected = value),
            Setting.Flag("rdbchecksum", () => rdb.HasChecksum, value => rdb.HasChecksum = value) with { IsFixed = true },
            Setting.Flag("rdbcompression", () => rdb.Compresses, value => rdb.Compresses = value),
            Setting.Text("requirepass", () => server.Password, value => server.Password = value) with { IsSecret = true },
            Setting.OfWords("save", snapshots.Rules.ToString, Rules, value => snapshots.Rules.TryApply(value)),
            Setting.Number("set-max-intset-entries", () => store.SetMaxIntsetEntries, value => store.SetMaxIntsetEntries = Capped(value), 0, long.MaxValue),
            Setting.Number("slowlog-log-slower-than", () => slow.ThresholdMicroseconds, value => slow.ThresholdMicroseconds = value, -1, long.MaxValue),
            Setting.Number("slowlog-max-len", () => slow.MaxCount, value => slow.MaxCount = value, 0, long.MaxValue),
            Setting.Flag("stop-writes-on-bgsave-error", () => snapshots.StopsWritesOnError, value => snapshots.StopsWritesOnError = value),
            Setting.Number("tcp-backlog", () => server.Backlog, value => server.Backlog = (int)value, 0, int.MaxValue) with { IsFixed = true },
            Setting.Number("tcp-keepalive", () => server.KeepAliveSeconds, value => server.KeepAliveSeconds = (int)value, 0, int.MaxValue),
            Setting.Number("timeout", () => server.IdleSeconds, value => server.IdleSeconds = (int)value, 0, int.MaxValue),
            Setting.Number("trace-spans-per-second", () => configuration.Spans.MaxPerSecond, value => configuration.Spans.MaxPerSecond = (int)value, 0, SpanSettings.MostPerSecond),
            Setting.Text("unixsocket", () => server.UnixSocket, value => server.UnixSocket = value) with { IsFixed = true },
            Setting.Of("unixsocketperm", () => Octal(server.UnixSocketMode), Mode, value => server.UnixSocketMode = value) with { IsFixed = true },
            Setting.Number("zset-max-listpack-entries", () => store.ZsetMaxListpackEntries, value => store.ZsetMaxListpackEntries = Capped(value), 0, long.MaxValue),
            Setting.Number("zset-max-listpack-value", () => store.ZsetMaxListpackValue, value => store.ZsetMaxListpackValue = Capped(value), 0, long.MaxValue),
        ];
        var aliases = rows.Where(row => row.Name.Contains(CompactFormat)).Select(row => row with { Name = row.Name.Replace(CompactFormat, OldCompactFormat), AliasOf = row.Name });
        _settings = rows.Concat(aliases).ToDictionary(setting => setting.Name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All, by name.</summary>
    public IReadOnlyCollection<Setting> All => _settings.Values;

    public Setting? Find(string name) => _settings.GetValueOrDefault(name);

    /// <summary>Sets what a line of redis.conf says.</summary>
    /// <returns>The name and why it is left out, of a setting that redis-server has and this server does not; null otherwise.</returns>
    /// <exception cref="SettingException">There is no such setting, or it does not take the value.</exception>
    public (string Name, string Reason)? Apply(string line)
    {
        var words = ConfigurationLine.Split(line);
        if (words.Count == 0)
        {
            return null;
        }

        IReadOnlyList<string> values = [.. words.Skip(1)];
        if (Find(words[0]) is not { } setting)
        {
            return (words[0], ForeignSettings.ReasonToIgnore(words[0], values) ?? throw new SettingException("Bad directive or wrong number of arguments"));
        }

        var set = values is [var only] ? setting.Parse(only) : setting.ParseWords(values);
        set();
        return null;
    }

    /// <summary>Who may do something, which only the start can say.</summary>
    private static Setting Access(string name, Func<ProtectedAccess> read, Action<ProtectedAccess> write) => Setting.Choice(
        name,
        [("no", ProtectedAccess.No), ("yes", ProtectedAccess.Yes), ("local", ProtectedAccess.Local)],
        read,
        write) with { IsFixed = true };

    /// <summary>More than an index of an array can tell is as good as no limit.</summary>
    private static int Capped(long value) => (int)Math.Min(value, int.MaxValue);

    private static void SetMaxStringBytes(ServerSettings server, StoreSettings store, int bytes)
    {
        store.MaxStringBytes = bytes;
        server.RequestLimits = server.RequestLimits with { MaxBulkBytes = bytes };
    }

    private static IReadOnlyList<string> Rules(IReadOnlyList<string> words) =>
        new SaveRules().TryApply(words) ? words : throw new SettingException("Invalid save parameters");

    private static void Move(ServerSettings server, IReadOnlyList<BindAddress> addresses, int port, string problem)
    {
        try
        {
            server.Moving(addresses, port);
        }
        catch (SocketException)
        {
            throw new SettingException(problem);
        }

        (server.Bind, server.Port) = (addresses, port);
    }

    private static string Policy(string policy) => policy.Equals(OnlyPolicy, StringComparison.OrdinalIgnoreCase)
        ? policy
        : throw new SettingException($"only {OnlyPolicy} is there: no key is removed for want of memory, commands that need more are refused");

    private static string FileName(string name) => Path.GetFileName(name) == name
        ? name
        : throw new SettingException("dbfilename can't be a path, just a filename");

    private static string Folder(string path) => Directory.Exists(path)
        ? Path.GetFullPath(path)
        : throw new SettingException("No such file or directory");

    private static KeyEvents Events(string letters) => KeyspaceNotifications.TryParse(letters, out var events)
        ? events
        : throw new SettingException("Invalid event class character. Use 'Ag$lshzxeKEtmdn'.");

    /// <summary><c>normal 0 0 0 replica 256mb 64mb 60</c>: classes that are not named keep their limits.</summary>
    private static IReadOnlyList<(ClientClass Class, OutputLimit Limit)> OutputLimitsOf(IReadOnlyList<string> words)
    {
        if (words.Count == 0 || words.Count % 4 != 0)
        {
            throw new SettingException("Wrong number of arguments in buffer limit configuration.");
        }

        var read = words.Chunk(4).Select(limit => (Class: OutputLimits.ClassOf(limit[0]), Limit: OutputLimitOf(limit))).ToArray();
        return [.. read.Select(limit => (limit.Class ?? throw new SettingException("Invalid client class specified in buffer limit configuration."), limit.Limit))];
    }

    private static OutputLimit OutputLimitOf(string[] words) =>
        MemorySize.TryParse(words[1], out var hard) && MemorySize.TryParse(words[2], out var soft)
            && int.TryParse(words[3], out var seconds) && seconds >= 0
            ? new OutputLimit(hard, soft, seconds)
            : throw new SettingException("Error in hard, soft or soft_seconds setting in buffer limit configuration.");

    private static string Octal(UnixFileMode? mode) => mode is { } value ? Convert.ToString((int)value, 8) : "0";

    private static UnixFileMode? Mode(string text)
    {
        try
        {
            var mode = Convert.ToInt32(text, 8);
            return mode is >= 0 and <= MaxMode ? (UnixFileMode)mode : throw new SettingException("argument must be between 0 and 777 inclusive");
        }
        catch (Exception problem) when (problem is FormatException or OverflowException or ArgumentException)
        {
            throw new SettingException("argument couldn't be parsed as an octal number");
        }
    }

    private static IReadOnlyList<BindAddress> Addresses(IReadOnlyList<string> words) =>
        [.. words.Select(word => BindAddress.Parse(word) ?? throw new SettingException($"'{word}' is not an IP address"))];
}
