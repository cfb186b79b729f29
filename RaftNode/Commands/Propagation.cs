using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>What is written to the log for a command that has changed something: the request itself, or requests that come to the same.</summary>
internal sealed class Propagation
{
    private readonly RespWriter _requests = new(RespVersion.Resp2);

    /// <summary>Whether the request itself will do.</summary>
    public bool IsVerbatim { get; private set; } = true;

    /// <summary>The requests instead, in RESP; empty when nothing is to be written.</summary>
    public ReadOnlySpan<byte> Requests => _requests.Written.Span;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public void Begin()
    {
        IsVerbatim = true;
        Count = 0;
        _requests.Clear();
    }

    /// <summary>Nothing of this command is to be written but what <see cref="Add"/> adds.</summary>
    public void Replace()
    {
        if (IsVerbatim)
        {
            IsVerbatim = false;
            Count = 0;
            _requests.Clear();
        }
    }

    /// <summary>Adds a request of so many strings, which are to be written next, each as a bulk string.</summary>
    public RespWriter Add(int count)
    {
        Replace();
        Count++;
        _requests.WriteArrayHeader(count);
        return _requests;
    }
}
