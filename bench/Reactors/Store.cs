using RedisLib.Resp;

namespace Reactors;

/// <summary>What all the servers do alike: SET, GET and PING on one dictionary, one command at a time.</summary>
internal sealed class Store
{
    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], byte[]> _values = new(BytesComparer.Instance);

    /// <summary>Answers all the requests that have arrived whole.</summary>
    public void Answer(RespRequestReader requests, RespWriter replies)
    {
        lock (_lock)
        {
            while (requests.TryRead(out var request))
            {
                Answer(request, replies);
            }
        }
    }

    private void Answer(in RespRequest request, RespWriter replies)
    {
        var values = _values.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (request.Count == 3 && request[0].SequenceEqual("SET"u8))
        {
            values[request[1]] = request[2].ToArray();
            replies.WriteOk();
        }
        else if (request.Count == 2 && request[0].SequenceEqual("GET"u8) && values.TryGetValue(request[1], out var value))
        {
            replies.WriteBulkString(value);
        }
        else if (request.Count == 2)
        {
            replies.WriteNull();
        }
        else
        {
            replies.WriteSimpleString("PONG"u8);
        }
    }

    private sealed class BytesComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static BytesComparer Instance { get; } = new();

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
