using System.Globalization;

namespace RedisLib.Administration;

/// <summary>
/// Makes sentinels look and talk more often while a topology forms or fails over by command. By themselves they ask servers
/// how they are every ten seconds and greet each other every two. Sentinels older than Redis 7 do not know the command and
/// take that time.
/// </summary>
internal sealed class SentinelHurry : IAsyncDisposable
{
    /// <summary>While forming nobody is promoted, so that nothing depends on how old an answer may be.</summary>
    private static readonly IReadOnlyDictionary<string, int> WhileForming = Milliseconds(info: 100);

    /// <summary>A sentinel promotes only a replica whose last answer is younger than three times the period in which it asks.</summary>
    private static readonly IReadOnlyDictionary<string, int> WhileFailingOver = Milliseconds(info: 1000);

    private readonly AdministeredNodes _nodes;
    private readonly Dictionary<RedisEndpoint, IReadOnlyDictionary<string, string>> _periodsBefore = [];

    private SentinelHurry(AdministeredNodes nodes) => _nodes = nodes;

    /// <summary>Hurries them to find each other; disposing of the result gives every sentinel its own periods back.</summary>
    public static Task<SentinelHurry> ToFormAsync(AdministeredNodes nodes, CancellationToken cancellationToken) =>
        BeginAsync(nodes, WhileForming, cancellationToken);

    /// <summary>Hurries them to see new roles; disposing of the result gives every sentinel its own periods back.</summary>
    public static Task<SentinelHurry> ToFailOverAsync(AdministeredNodes nodes, CancellationToken cancellationToken) =>
        BeginAsync(nodes, WhileFailingOver, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var (sentinel, before) in _periodsBefore)
        {
            try
            {
                await SetAsync(sentinel, period => before[period], CancellationToken.None).ConfigureAwait(false);
            }
            catch (RedisConnectionException)
            {
                // The periods are not saved: a sentinel that went down comes back with its own.
            }
        }
    }

    private static async Task<SentinelHurry> BeginAsync(
        AdministeredNodes nodes, IReadOnlyDictionary<string, int> periods, CancellationToken cancellationToken)
    {
        var hurry = new SentinelHurry(nodes);
        foreach (var sentinel in nodes.Sentinels)
        {
            try
            {
                var before = await nodes[sentinel].SendAsync(RedisCommand.Create("SENTINEL", "DEBUG"), cancellationToken).ConfigureAwait(false);
                if (!before.IsError)
                {
                    hurry._periodsBefore[sentinel] = before.AsMap().ToDictionary(
                        period => period.Key.ToLowerInvariant(), period => period.Value.AsString(), StringComparer.Ordinal);
                    await hurry.SetAsync(sentinel, period => periods[period].ToString(CultureInfo.InvariantCulture), cancellationToken).ConfigureAwait(false);
                }
            }
            catch (RedisConnectionException)
            {
                // A sentinel that does not answer is told of by whoever waits for it.
            }
        }

        return hurry;
    }

    private async Task SetAsync(RedisEndpoint sentinel, Func<string, string> valueOf, CancellationToken cancellationToken)
    {
        RedisArgument[] arguments = ["DEBUG", .. WhileForming.Keys.SelectMany(period => new RedisArgument[] { period, valueOf(period) })];
        _ = await _nodes[sentinel].SendAsync(RedisCommand.Create("SENTINEL", arguments), cancellationToken).ConfigureAwait(false);
    }

    private static Dictionary<string, int> Milliseconds(int info) => new(StringComparer.Ordinal)
    {
        ["info-period"] = info,
        ["publish-period"] = 100,
        ["ask-period"] = 100,
    };
}
