namespace RaftNode.Store.Keys;

/// <summary>Whether a key is in a database.</summary>
internal enum KeyPresence
{
    Missing,
    Live,

    /// <summary>It is here, and its time is over: nobody has found it yet to remove it.</summary>
    Expired,
}
