using RaftNode.Server.Blocking;
using RaftNode.Server.Clients;

namespace RaftNode.Server.Loop;

/// <summary>Clients that wait until a time: in a blocking command, or because all were paused.</summary>
internal sealed class ClientTimeouts(BlockedClients blocked, ClientPause pause)
{
    /// <summary>When the next wait is over, in milliseconds of Unix time.</summary>
    public long? Next => Earlier(blocked.NextDeadline, pause.EndsAt);

    /// <summary>Ends the waits that are over.</summary>
    /// <param name="now">The time, in milliseconds of Unix time.</param>
    public void End(long now)
    {
        blocked.TimeOut(now);
        pause.TimeOut(now);
    }

    private static long? Earlier(long? one, long? other) => one is null || other < one ? other : one;
}
