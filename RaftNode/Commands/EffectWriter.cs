using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>Writes a request that is propagated, string by string; nothing at all while nobody follows.</summary>
internal sealed class EffectWriter(Effects effects)
{
    private RespWriter? _request;

    /// <summary>Whether anybody follows.</summary>
    public bool IsOn { get; set; }

    /// <summary>Begins a request of so many strings, the name of the command included.</summary>
    public void Begin(int database, int count)
    {
        _request = IsOn ? effects.Begin(database) : null;
        _request?.WriteArrayHeader(count);
    }

    public void WriteBulkString(ReadOnlySpan<byte> text) => _request?.WriteBulkString(text);

    public void WriteBulkInteger(long number) => _request?.WriteBulkInteger(number);
}
