using RaftNode.Commands.Blocking;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Blocking;

/// <summary>A client that waits.</summary>
internal sealed class BlockedClient(Session session, BlockedRequest request, long number)
{
    public Session Session { get; } = session;

    /// <summary>What it asked for.</summary>
    public BlockedRequest Request { get; } = request;

    /// <summary>Who came earlier has a smaller one.</summary>
    public long Number { get; } = number;

    /// <summary>Where it stands in line.</summary>
    public List<(WaitedKey Key, LinkedListNode<BlockedClient> Place)> Places { get; } = [];
}
