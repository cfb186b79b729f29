namespace RedisLib.Resp;

/// <summary>The peer sent bytes that are not RESP, or more than the limits allow. The stream cannot be read any further.</summary>
/// <param name="problem">What is wrong, as a sentence without the offset.</param>
/// <param name="offset">How many bytes of the stream lie before the value, or the item of an aggregate, at fault.</param>
public sealed class RespProtocolException(string problem, long offset) : Exception($"{problem} (at byte {offset} of the stream)")
{
    /// <summary>What is wrong, as a sentence without the offset.</summary>
    public string Problem { get; } = problem;

    /// <summary>How many bytes of the stream lie before the place at fault.</summary>
    public long Offset { get; } = offset;
}
