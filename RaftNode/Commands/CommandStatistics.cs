namespace RaftNode.Commands;

/// <summary>What INFO commandstats tells of a command. The thread that executes commands alone writes it.</summary>
internal sealed class CommandStatistics
{
    public long Calls { get; set; }

    /// <summary>How long all calls took together.</summary>
    public long Nanoseconds { get; private set; }

    /// <summary>Refused before it ran: wrong arity, no password, no memory.</summary>
    public long Rejected { get; set; }

    /// <summary>Answered with an error.</summary>
    public long Failed { get; set; }

    /// <summary>How long the calls took, each; null when there are none, or nobody wants to know.</summary>
    public LatencyHistogram? Latencies { get; private set; }

    /// <summary>Adds the time of a call.</summary>
    /// <param name="nanoseconds">How long it took.</param>
    /// <param name="tracks">Whether it is to be told from the others (<c>latency-tracking</c>).</param>
    public void Add(long nanoseconds, bool tracks)
    {
        Nanoseconds += nanoseconds;
        if (tracks)
        {
            (Latencies ??= new LatencyHistogram()).Add(nanoseconds);
        }
    }

    public void Reset()
    {
        Calls = Nanoseconds = Rejected = Failed = 0;
        Latencies = null;
    }
}
