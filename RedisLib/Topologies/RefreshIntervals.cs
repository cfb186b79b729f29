namespace RedisLib.Topologies;

/// <summary>How often a topology is looked at, and how patiently.</summary>
internal static class RefreshIntervals
{
    /// <summary>While all is well: what no message tells of is noticed within a second, at the cost of a few tiny commands.</summary>
    public static readonly TimeSpan Settled = TimeSpan.FromSeconds(1);

    /// <summary>While there is no master or roles move: well below the time that a failover takes, so that it adds next to nothing to it.</summary>
    public static readonly TimeSpan Unsettled = TimeSpan.FromMilliseconds(50);

    /// <summary>How long roles stay unsettled after a switch: a second one often follows within a second or two.</summary>
    public static readonly TimeSpan AfterSwitch = TimeSpan.FromSeconds(5);

    /// <summary>How long a node may take to say what it is. A stopped one must not hold up the round for longer.</summary>
    public static readonly TimeSpan AnswerPatience = TimeSpan.FromMilliseconds(250);
}
