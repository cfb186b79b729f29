using System.Globalization;
using RedisLib.Slots;

namespace RedisLib.Administration;

/// <summary>Reads the reply to CLUSTER NODES.</summary>
public static class ClusterNodesReply
{
    /// <summary>The command that asks for it.</summary>
    public static RedisCommand Command { get; } = RedisCommand.Create("CLUSTER", "NODES");

    /// <summary>
    /// Reads lines such as <c>07c3... 127.0.0.1:30004@31004,host slave e7d1... 0 1426238317239 4 connected</c>, where a master's line
    /// goes on with its slots: <c>0-5460 5461 [93-&lt;-292f...]</c>.
    /// </summary>
    /// <param name="text">The lines.</param>
    /// <param name="asked">The node that answered: a node that does not know its own IP address yet shows none.</param>
    public static IReadOnlyList<ClusterNode> Parse(string text, RedisEndpoint asked) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => ParseLine(line, asked))];

    private static ClusterNode ParseLine(string line, RedisEndpoint asked)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var flags = fields[2].Split(',');
        var address = fields[1].Split(',')[0].Split('@');
        var endpoint = flags.Contains("noaddr") ? null : Address(address[0], asked);
        var busPort = address.Length > 1 ? int.Parse(address[1], CultureInfo.InvariantCulture) : 0;
        return new ClusterNode(
            fields[0],
            endpoint,
            busPort,
            flags,
            fields[3] == "-" ? null : fields[3],
            long.Parse(fields[6], CultureInfo.InvariantCulture),
            fields[7] == "connected",
            [.. fields.Skip(8).Where(slots => !slots.StartsWith('[')).Select(ParseSlots)]);
    }

    private static RedisEndpoint? Address(string text, RedisEndpoint asked)
    {
        var colon = text.LastIndexOf(':');
        var host = text[..colon];
        var port = int.Parse(text.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        return port == 0 ? null : new RedisEndpoint(host.Length == 0 ? asked.Host : host, port);
    }

    private static SlotRange ParseSlots(string text)
    {
        var ends = text.Split('-');
        var first = int.Parse(ends[0], CultureInfo.InvariantCulture);
        return new SlotRange(first, ends.Length > 1 ? int.Parse(ends[1], CultureInfo.InvariantCulture) : first);
    }
}
