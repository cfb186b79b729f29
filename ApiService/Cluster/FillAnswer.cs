using RedisLib;

namespace ApiService.Cluster;

/// <summary>How a fill was spread.</summary>
/// <param name="Count">Keys acknowledged in all.</param>
/// <param name="Masters">The share of each master, by its lowest slot.</param>
/// <param name="ElapsedMilliseconds">How long it took.</param>
internal sealed record FillAnswer(int Count, IReadOnlyList<MasterFillAnswer> Masters, double ElapsedMilliseconds)
{
    public static FillAnswer From(FillResult fill, TimeSpan elapsed) => new(
        fill.Count,
        [.. fill.Masters.Select(share =>
            new MasterFillAnswer(share.Master, [.. share.Slots.Select(range => range.ToString())], share.Count))],
        elapsed.TotalMilliseconds);
}

/// <summary>One master's share of a fill.</summary>
/// <param name="Master">The master.</param>
/// <param name="Slots">The slots that it serves, such as <c>0-5460</c>.</param>
/// <param name="Count">Keys that it acknowledged.</param>
internal sealed record MasterFillAnswer(RedisEndpoint Master, IReadOnlyList<string> Slots, int Count);
