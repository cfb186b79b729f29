namespace RaftNode.Server.Info;

/// <summary>A section of INFO.</summary>
/// <param name="Title">As its first line has it; in lower case it is the name that INFO is asked for.</param>
/// <param name="Read">Its lines, by names that scripts look for.</param>
internal sealed record InfoSection(string Title, Func<IEnumerable<(string Name, object Value)>> Read)
{
    /// <summary>Whether INFO answers it unasked.</summary>
    public bool IsUsual { get; init; } = true;

    public string Name { get; } = Title.ToLowerInvariant();
}
