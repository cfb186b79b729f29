using RaftNode.Store.Memory;

namespace RaftNode.Store.Values;

/// <summary>Where a member of a sorted set is, or would be, so that a command that looks and then writes looks once.</summary>
/// <param name="IsFound">Whether it is here.</param>
/// <param name="Score">Its score.</param>
/// <param name="Offset">Its place in a small sorted set.</param>
/// <param name="Block">Its block in a large one.</param>
/// <param name="Hash">The hash of the member in a large one.</param>
internal readonly record struct ZsetPlace(bool IsFound, double Score, int Offset, Address Block, ulong Hash);
