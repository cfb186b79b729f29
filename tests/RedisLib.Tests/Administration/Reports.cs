using RedisLib.Administration;

namespace RedisLib.Tests.Administration;

/// <summary>What nodes may say, in short. All are on one host and told apart by their ports.</summary>
internal static class Reports
{
    public static RedisEndpoint At(int port) => new("h", port);

    public static DataNodeReport Master(int port, params int[] followers) =>
        new(At(port), new RoleReply(NodeRole.Master, null, IsLinkUp: true, IsCopying: false, 0, [.. followers.Select(At)]), null);

    public static DataNodeReport Replica(int port, int of, bool isLinkUp = true, long offset = 1) =>
        new(At(port), new RoleReply(NodeRole.Replica, At(of), isLinkUp, IsCopying: false, offset, []), null);

    public static DataNodeReport SilentNode(int port) => new(At(port), null, $"h:{port} is silent");

    public static SentinelReport Sentinel(
        int port, int master, IReadOnlyList<int> replicas, IReadOnlyList<int> others, long epoch = 0, string masterFlags = "master") => new(
            At(port),
            new SentinelInstance(At(master), masterFlags.Split(','), new Dictionary<string, string> { ["config-epoch"] = $"{epoch}", ["quorum"] = "2" }),
            At(master),
            [.. replicas.Select(replica => Instance(replica, "slave"))],
            [.. others.Select(other => Instance(other, "sentinel"))],
            null);

    public static SentinelReport SilentSentinel(int port) => new(At(port), null, null, [], [], $"h:{port} is silent");

    public static SentinelInstance Instance(int port, string flags) => new(At(port), flags.Split(','), new Dictionary<string, string>());
}
