namespace RaftNode.Store.Keys;

/// <summary>How long keys that expire still have, on average over the last looks at some of them.</summary>
internal struct AverageTimeLeft
{
    /// <summary>How many of the last looks make the average, about.</summary>
    private const int AveragedRounds = 50;

    /// <summary>The average in milliseconds; 0 before the first look.</summary>
    public long Milliseconds { get; private set; }

    /// <summary>One look.</summary>
    /// <param name="milliseconds">What the keys that were looked at have left, taken together.</param>
    /// <param name="count">How many they were.</param>
    public void Note(long milliseconds, int count)
    {
        if (count > 0)
        {
            var average = milliseconds / count;
            Milliseconds = Milliseconds == 0 ? average : Milliseconds + ((average - Milliseconds) / AveragedRounds);
        }
    }
}
