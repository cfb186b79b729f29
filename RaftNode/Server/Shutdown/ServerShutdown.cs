using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Server.Snapshots;

namespace RaftNode.Server.Shutdown;

/// <summary>Ends the server in order: by SHUTDOWN or by a signal.</summary>
/// <param name="saver">Saves the data.</param>
/// <param name="isLogBeginning">Whether an append-only log is being begun, which is of no use before its first base is whole.</param>
/// <param name="settings">When data is saved.</param>
/// <param name="log">Takes what happens.</param>
internal sealed class ServerShutdown(Saver saver, Func<bool> isLogBeginning, SnapshotSettings settings, ILogger log)
{
    /// <summary>Whether the server has ended: nothing more is executed.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Saves the data and ends.</summary>
    /// <param name="saves">Whether to save; null to save if there are rules when to.</param>
    /// <param name="isForced">Whether to end though the data could not be saved, or not be logged yet.</param>
    /// <returns>False when the server goes on, since data would be lost.</returns>
    public bool TryEnd(bool? saves = null, bool isForced = false)
    {
        log.ShuttingDown();
        if (isLogBeginning())
        {
            if (!isForced)
            {
                log.CannotEndWithoutLog();
                return false;
            }

            log.EndsWithoutLog();
        }

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
