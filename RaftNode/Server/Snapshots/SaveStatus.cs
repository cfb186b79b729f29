namespace RaftNode.Server.Snapshots;

/// <summary>What INFO persistence and LASTSAVE tell of saving.</summary>
internal sealed class SaveStatus
{
    /// <summary>How many changes there were since the data that was saved last.</summary>
    public long Changes { get; set; }

    /// <summary>When the last save ended that succeeded, or the server started; in seconds of Unix time.</summary>
    public long LastSaveAt { get; set; }

    /// <summary>Whether the last save in the background succeeded, or a later one did.</summary>
    public bool HasSucceeded { get; set; } = true;

    /// <summary>How long the save in the background has taken that is under way, in seconds; -1 when there is none.</summary>
    public long CurrentSeconds { get; set; } = -1;

    /// <summary>How long the last save in the background took, in seconds; -1 when there was none.</summary>
    public long LastSeconds { get; set; } = -1;

    /// <summary>How often all data was saved, or was tried to be.</summary>
    public long Count { get; set; }

    /// <summary>Whether one is to begin as soon as it can.</summary>
    public bool IsScheduled { get; set; }

    /// <summary>How many keys were loaded at the start.</summary>
    public long LoadedKeys { get; set; }

    /// <summary>How many were not, since their time was over.</summary>
    public long ExpiredKeys { get; set; }
}
