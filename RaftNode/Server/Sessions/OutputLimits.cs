namespace RaftNode.Server.Sessions;

/// <summary>How much output of a client may wait, after <c>client-output-buffer-limit</c>.</summary>
/// <param name="HardBytes">Beyond this it is closed at once; 0 for no limit.</param>
/// <param name="SoftBytes">Beyond this it is closed after a while; 0 for no limit.</param>
/// <param name="SoftSeconds">That while.</param>
internal readonly record struct OutputLimit(long HardBytes, long SoftBytes, long SoftSeconds)
{
    public bool IsOverHard(long bytes) => HardBytes > 0 && bytes > HardBytes;

    public bool IsOverSoft(long bytes) => SoftBytes > 0 && bytes > SoftBytes;
}

/// <summary>The limits of all classes. https://redis.io/docs/latest/develop/reference/clients/#output-buffer-limits</summary>
internal sealed class OutputLimits
{
    private static readonly string[] Names = ["normal", "slave", "pubsub"];

    private readonly OutputLimit[] _limits = [default, new(256L << 20, 64L << 20, 60), new(32L << 20, 8L << 20, 60)];

    public OutputLimit this[ClientClass kind] => _limits[(int)kind];

    /// <summary>Sets those of some classes; the others keep theirs.</summary>
    public void Set(IReadOnlyList<(ClientClass Class, OutputLimit Limit)> limits)
    {
        foreach (var (kind, limit) in limits)
        {
            _limits[(int)kind] = limit;
        }
    }

    /// <summary>The class of a name, <c>replica</c> too, or null.</summary>
    public static ClientClass? ClassOf(string name)
    {
        var index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index >= 0 ? (ClientClass)index : name.Equals("replica", StringComparison.OrdinalIgnoreCase) ? ClientClass.Replica : null;
    }

    /// <summary>As CONFIG GET answers them.</summary>
    public override string ToString() =>
        string.Join(' ', Names.Zip(_limits, static (name, limit) => $"{name} {limit.HardBytes} {limit.SoftBytes} {limit.SoftSeconds}"));
}
