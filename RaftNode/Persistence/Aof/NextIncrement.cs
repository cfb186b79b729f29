namespace RaftNode.Persistence.Aof;

/// <summary>Where a log goes on when a new base is begun.</summary>
internal enum NextIncrement
{
    /// <summary>Nowhere: nothing is appended.</summary>
    None,

    /// <summary>In its first one, which counts once the base does.</summary>
    First,

    /// <summary>In another one, which counts at once.</summary>
    Another,
}
