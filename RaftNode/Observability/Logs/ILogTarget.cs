namespace RaftNode.Observability.Logs;

/// <summary>Where lines of the log go.</summary>
internal interface ILogTarget
{
    /// <summary>Writes whole lines.</summary>
    /// <exception cref="IOException">It does not take them.</exception>
    void Write(ReadOnlySpan<byte> lines);
}
