namespace RaftNode.Store.Keys;

/// <summary>Where a key is, or would be.</summary>
/// <param name="Entry">The entry, or none.</param>
/// <param name="Hash">The hash of the key.</param>
internal readonly record struct KeyPlace(Entry Entry, ulong Hash);
