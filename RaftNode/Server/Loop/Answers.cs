using RaftNode.Persistence.Aof;
using RaftNode.Server.AppendOnly;
using RaftNode.Server.Latency;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Loop;

/// <summary>Sends clients their replies. What was changed is in the log before anybody is told so.</summary>
internal sealed class Answers(
    SessionTable sessions, Inputs inputs, Outputs outputs, Wire wire, AppendOnlyLog log, AofSettings settings, LatencyMonitor latency, StoreState state)
{
    /// <summary>Sends the replies of a round. One that could be sent at last may let its client ask for more.</summary>
    public void Send()
    {
        do
        {
            inputs.ServeReleased();
            WriteLog();
            wire.SendPending();
        }
        while (inputs.HasReleased || outputs.HasPending);
        sessions.Forget();
    }

    /// <summary>Sends a client what its socket had no room for before.</summary>
    public void SendTo(Session session)
    {
        WriteLog();
        wire.Send(session);
    }

    private void WriteLog()
    {
        var start = latency.Start();
        log.BeforeReplies();
        latency.End(settings.Sync == AofSync.Always ? LatencyMonitor.LogSync : LatencyMonitor.LogWrite, start, state.Now);
    }
}
