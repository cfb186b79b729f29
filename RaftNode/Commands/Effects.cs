using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>Requests that belong together, each with the database that it is for: all of them take effect or none.</summary>
internal sealed class Effects
{
    private readonly RespWriter _bytes = new(RespVersion.Resp2);
    private readonly List<(int Database, int Start)> _requests = [];

    /// <summary>How many requests there are.</summary>
    public int Count => _requests.Count;

    /// <summary>One of them, in RESP.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            var end = index + 1 < Count ? _requests[index + 1].Start : _bytes.WrittenCount;
            return _bytes.Written.Span[_requests[index].Start..end];
        }
    }

    /// <summary>Whether they are more than a buffer holds, 2 GB, and not whole here.</summary>
    public bool IsOverflowed => _bytes.IsOverflowed;

    public int DatabaseOf(int index) => _requests[index].Database;

    /// <summary>Begins one, all of which is to be written next.</summary>
    public RespWriter Begin(int database)
    {
        _requests.Add((database, _bytes.WrittenCount));
        return _bytes;
    }

    public void Clear()
    {
        _requests.Clear();
        _bytes.Clear();
    }
}
