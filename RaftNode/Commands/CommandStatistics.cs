namespace RaftNode.Commands;

/// <summary>What INFO commandstats tells of a command. The thread that executes commands alone writes it.</summary>
internal sealed class CommandStatistics
{
    public long Calls { get; set; }

    /// <summary>In the ticks of the stopwatch.</summary>
    public long Ticks { get; set; }

    /// <summary>Refused before it ran: wrong arity, no password, no memory.</summary>
    public long Rejected { get; set; }

    /// <summary>Answered with an error.</summary>
    public long Failed { get; set; }
}
