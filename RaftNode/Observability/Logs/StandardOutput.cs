namespace RaftNode.Observability.Logs;

/// <summary>Lines for whoever started the process.</summary>
internal sealed class StandardOutput : ILogTarget
{
    private readonly Stream _stream = Console.OpenStandardOutput();

    public void Write(ReadOnlySpan<byte> lines)
    {
        _stream.Write(lines);
        _stream.Flush();
    }
}
