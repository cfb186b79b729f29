namespace RaftNode.Persistence.Aof;

/// <summary>The append-only log cannot be used, and the server cannot go on without it. The message names the file and where in it.</summary>
internal sealed class AofException : Exception
{
    public AofException(string message)
        : base(message)
    {
    }

    public AofException(string message, Exception cause)
        : base(message, cause)
    {
    }
}
