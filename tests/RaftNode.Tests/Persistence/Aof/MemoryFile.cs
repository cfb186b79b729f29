using RaftNode.Persistence.Files;

namespace RaftNode.Tests.Persistence.Aof;

/// <summary>A file in memory whose disk fails, or takes its time, when it is told to.</summary>
internal sealed class MemoryFile : IAppendFile
{
    private readonly MemoryStream _bytes = new();

    public long Length => _bytes.Length;

    /// <summary>How much survives a loss of power.</summary>
    public long FlushedLength { get; private set; }

    public int Flushes { get; private set; }

    public int Appends { get; private set; }

    public string? AppendProblem { get; set; }

    public string? FlushProblem { get; set; }

    /// <summary>What a flush waits for.</summary>
    public ManualResetEventSlim MayFlush { get; } = new(initialState: true);

    /// <summary>What happens while something is appended.</summary>
    public Action Appending { get; set; } = () => { };

    public bool IsDisposed { get; private set; }

    public string Text => System.Text.Encoding.ASCII.GetString(_bytes.ToArray()).Replace("\r\n", "|", StringComparison.Ordinal);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Appends++;
        Appending();
        if (AppendProblem is not null)
        {
            throw new IOException(AppendProblem);
        }

        _bytes.Write(bytes);
    }

    public void Flush()
    {
        var length = Length;
        MayFlush.Wait();
        Flushes++;
        if (FlushProblem is not null)
        {
            throw new IOException(FlushProblem);
        }

        FlushedLength = length;
    }

    public void Dispose() => IsDisposed = true;
}
