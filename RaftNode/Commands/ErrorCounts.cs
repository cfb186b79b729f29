using RaftNode.Store.Tables;

namespace RaftNode.Commands;

/// <summary>How often each error was answered, by its first word.</summary>
internal sealed class ErrorCounts
{
    /// <summary>More words than there are errors: no request may fill memory with its own.</summary>
    private const int MaxCodes = 128;

    private readonly Dictionary<byte[], long> _counts = new(BytesComparer.Instance);

    public IReadOnlyDictionary<byte[], long> ByCode => _counts;

    public long Total { get; private set; }

    /// <summary>Counts an error of which the text is given.</summary>
    public void Add(ReadOnlySpan<byte> error)
    {
        Total++;
        var end = error.IndexOf((byte)' ');
        var code = end < 0 ? error : error[..end];
        var lookup = _counts.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(code, out var count) || _counts.Count < MaxCodes)
        {
            lookup[code] = count + 1;
        }
    }

    public void Clear()
    {
        _counts.Clear();
        Total = 0;
    }
}
