namespace RaftNode.Commands;

/// <summary>Where the keys of a request stand.</summary>
/// <param name="First">The first one's position; 0 for no keys.</param>
/// <param name="Last">The last one's; from the end when negative.</param>
/// <param name="Step">From one to the next.</param>
internal sealed record KeySpecification(int First, int Last, int Step)
{
    /// <summary>Which argument says how many keys follow it; 0 when none does.</summary>
    public int CountIndex { get; init; }

    public static KeySpecification None { get; } = new(0, 0, 0);

    /// <summary>One key, first.</summary>
    public static KeySpecification One { get; } = new(1, 1, 1);

    /// <summary>All that follows.</summary>
    public static KeySpecification All { get; } = new(1, -1, 1);

    /// <summary>Keys and values by turns.</summary>
    public static KeySpecification Pairs { get; } = new(1, -1, 2);

    /// <summary>As many as the first argument says, after it.</summary>
    public static KeySpecification Counted { get; } = new(0, 0, 0) { CountIndex = 1 };

    /// <summary>One key, first, then as many as the second argument says, after it.</summary>
    public static KeySpecification TargetAndCounted { get; } = new(1, 1, 1) { CountIndex = 2 };

    public static KeySpecification Two { get; } = new(1, 2, 1);
}
