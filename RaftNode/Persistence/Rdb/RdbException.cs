namespace RaftNode.Persistence.Rdb;

/// <summary>Bytes that are not what an RDB file has there, or that the file ends too early; nothing of it is to be used.</summary>
/// <param name="problem">What is wrong, without the place.</param>
/// <param name="offset">Where, in bytes from the start.</param>
internal sealed class RdbException(string problem, long offset) : Exception($"{problem} (at offset {offset})")
{
    /// <summary>What is wrong, without the place.</summary>
    public string Problem { get; } = problem;

    /// <summary>Where, in bytes from the start.</summary>
    public long Offset { get; } = offset;
}
