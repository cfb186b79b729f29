using RaftNode.Commands.Blocking;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Blocking;

/// <summary>A client that waits.</summary>
/// <param name="Session">Which one.</param>
/// <param name="Request">What it asked for.</param>
/// <param name="Number">Who came earlier has a smaller one.</param>
internal sealed record BlockedClient(Session Session, BlockedRequest Request, long Number)
{
    /// <summary>Where it stands in line.</summary>
    public List<(WaitedKey Key, LinkedListNode<BlockedClient> Place)> Places { get; } = [];
}
