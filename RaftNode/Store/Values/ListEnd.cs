namespace RaftNode.Store.Values;

/// <summary>An end of a list, by Redis's words LEFT and RIGHT.</summary>
internal enum ListEnd
{
    /// <summary>The head, where index 0 is.</summary>
    Left,

    /// <summary>The tail.</summary>
    Right,
}
