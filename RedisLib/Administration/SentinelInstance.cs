using System.Globalization;
using RedisLib.Resp;

namespace RedisLib.Administration;

/// <summary>A master, replica or sentinel as a sentinel describes it (https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/).</summary>
/// <param name="Endpoint">Its address.</param>
/// <param name="Flags">Such as <c>master</c>, <c>slave</c>, <c>s_down</c>, <c>o_down</c>, <c>failover_in_progress</c>, <c>disconnected</c>.</param>
/// <param name="Fields">All fields by name.</param>
internal sealed record SentinelInstance(RedisEndpoint Endpoint, IReadOnlyList<string> Flags, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Whether the sentinel takes it for down or has no connection to it.</summary>
    public bool IsDown => Flags.Any(flag => flag is "s_down" or "o_down" or "disconnected");

    /// <summary>A master's configuration epoch: the answer with the highest is the newest.</summary>
    public long ConfigEpoch => Number("config-epoch");

    /// <summary>How many sentinels must agree.</summary>
    public long Quorum => Number("quorum");

    /// <summary>A number among the fields; 0 when it is not there.</summary>
    public long Number(string field) =>
        Fields.TryGetValue(field, out var text) && long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>Reads one instance: field names and values in turn, or a map.</summary>
    public static SentinelInstance Parse(RespValue reply)
    {
        var fields = reply.AsMap().ToDictionary(field => field.Key, field => field.Value.AsString(), StringComparer.Ordinal);
        var port = int.Parse(fields["port"], CultureInfo.InvariantCulture);
        return new SentinelInstance(new RedisEndpoint(fields["ip"], port), fields["flags"].Split(','), fields);
    }

    /// <summary>Reads a list of instances.</summary>
    public static IReadOnlyList<SentinelInstance> ParseList(RespValue reply) => [.. reply.AsArray().Select(Parse)];
}
