namespace ApiService.Cache;

/// <summary>Reads a whole body into one piece of memory.</summary>
internal static class RequestBody
{
    /// <summary>
    /// What is set aside before anything came: memory for a larger body grows as its bytes arrive, since a
    /// <c>Content-Length</c> is only a claim.
    /// </summary>
    private const int MaxInitialBytes = 1024 * 1024;

    /// <summary>For a body that does not say how long it is.</summary>
    private const int UsualBytes = 4096;

    /// <summary>The bytes, or null when there are more than <paramref name="maxBytes"/>.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var claimed = request.ContentLength ?? UsualBytes;
        if (claimed > maxBytes)
        {
            return null;
        }

        // One byte more than is claimed, so that the read that finds the end needs no larger buffer.
        var buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(claimed + 1, MaxInitialBytes));
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), cancellationToken);
            length += read;
            if (read == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length > maxBytes)
            {
                return null;
            }

            if (length == buffer.Length)
            {
                buffer = Grown(buffer, (int)claimed + 1, maxBytes + 1);
            }
        }
    }

    /// <summary>Twice as large, but no larger than what is claimed while that is more, nor than what is allowed.</summary>
    private static byte[] Grown(byte[] buffer, int claimed, int allowed)
    {
        var wanted = Math.Min(2L * buffer.Length, claimed > buffer.Length ? claimed : allowed);
        var grown = GC.AllocateUninitializedArray<byte>((int)Math.Min(wanted, allowed));
        buffer.CopyTo(grown, 0);
        return grown;
    }
}
