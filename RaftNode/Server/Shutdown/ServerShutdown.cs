using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Server.Snapshots;

namespace RaftNode.Server.Shutdown;

/// <summary>Ends the server in order: by SHUTDOWN or by a signal.</summary>
internal sealed class ServerShutdown(Saver saver, SnapshotSettings settings, ILogger log)
{
    /// <summary>Whether the server has ended: nothing more is executed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Saves the data and ends.</summary>
    /// <param name="saves">Whether to save; null to save if there are rules when to.</param>
    /// <param name="isForced">Whether to end though the data could not be saved.</param>
    /// <returns>False when the server goes on, since the data could not be saved.</returns>
    public bool TryEnd(bool? saves = null, bool isForced = false)
    {
        log.ShuttingDown();
        saver.Stop();
        if ((saves ?? settings.Rules.All.Count > 0) && !TrySave())
        {
            if (!isForced)
            {
                log.CannotEnd();
                return false;
            }

            log.EndsUnsaved();
        }

        log.Bye();
        IsOver = true;
        return true;
    }

    private bool TrySave()
    {
        log.SavingAtTheEnd();
        return saver.TrySave();
    }
}
