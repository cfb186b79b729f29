namespace ApiService.Cache;

/// <summary>A whole body in one piece of memory, which is given back when it is disposed of.</summary>
internal sealed class RequestBody(BodyMemory memory) : IDisposable
{
    /// <summary>
    /// What is set aside before anything came: memory for a larger body grows as its bytes arrive, since a
    /// <c>Content-Length</c> is only a claim.
    /// </summary>
    private const int MaxInitialBytes = 1024 * 1024;

    /// <summary>For a body that does not say how long it is.</summary>
    private const int UsualBytes = 4096;

    private byte[] _buffer = [];
    private int _taken;

    /// <summary>The bytes, or null when there are more than <paramref name="maxBytes"/>.</summary>
    /// <exception cref="Problems.BusyException">Other bodies take the memory.</exception>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var claimed = request.ContentLength ?? UsualBytes;
        if (claimed > maxBytes)
        {
            return null;
        }

        // One byte more than is claimed, so that the read that finds the end needs no larger buffer.
        Grow((int)Math.Min(claimed + 1, MaxInitialBytes));
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(_buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                return _buffer.AsMemory(0, length);
            }

            if (length > maxBytes)
            {
                return null;
            }

            if (length == _buffer.Length)
            {
                Grow(NextLength((int)claimed + 1, maxBytes + 1));
            }
        }
    }

    public void Dispose()
    {
        memory.GiveBack(_taken);
        _taken = 0;
        _buffer = [];
    }

    /// <summary>Twice as long, but no longer than what is claimed while that is more, nor than what is allowed.</summary>
    private int NextLength(int claimed, int allowed)
    {
        var wanted = Math.Min(2L * _buffer.Length, claimed > _buffer.Length ? claimed : allowed);
        return (int)Math.Min(wanted, allowed);
    }

    private void Grow(int length)
    {
        // Noted before the allocation, which may fail: what was taken is given back in any case.
        memory.Take(length);
        _taken += length;
        var grown = GC.AllocateUninitializedArray<byte>(length);
        _buffer.CopyTo(grown, 0);
        memory.GiveBack(_buffer.Length);
        _taken -= _buffer.Length;
        _buffer = grown;
    }
}
