using System.Net.Sockets;
using RedisLib.Connections;

namespace RedisLib.Administration;

/// <summary>
/// Tells a master that has ended from one that is only busy or paused. A replica that is promoted beside a master that lives
/// makes two of them, and what one acknowledges is dropped when it is made to follow the other.
/// </summary>
internal static class AbsentMaster
{
    /// <summary>How long a silent master is asked again: most scripts, forks and scheduling pauses are over by then, and an operator still waits.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Between two questions.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks all nodes for their roles until one is a master, or those that the replicas follow have certainly ended.</summary>
    /// <exception cref="RedisAdministrationException">A master is silent and has not ended.</exception>
    public static async Task<DataNodeReport[]> ReadRolesAsync(AdministeredNodes nodes, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(TimeProvider.System, Patience);
        while (true)
        {
            var reports = await nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false);
            if (Array.Exists(reports, report => report.Role?.Role == NodeRole.Master)
                || await FindSilentAsync(reports, deadline, cancellationToken).ConfigureAwait(false) is not { } silent)
            {
                return reports;
            }

            if (deadline.HasPassed)
            {
                throw new RedisAdministrationException(
                    $"The master {silent} has not answered for {Patience.TotalSeconds:F0} s but has not ended, so it may still take writes, and a second master would "
                    + $"lose them: let it go on, or end it, and then fail over. It said: {Array.Find(reports, report => report.Endpoint == silent)?.Problem ?? "nothing"}");
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A master of some replica that does not say what it is and still holds its port; null when there is none.</summary>
    private static async Task<RedisEndpoint?> FindSilentAsync(DataNodeReport[] reports, Deadline deadline, CancellationToken cancellationToken)
    {
        foreach (var master in reports.Select(report => report.Role?.Master).OfType<RedisEndpoint>().Distinct())
        {
            var hasAnswered = Array.Exists(reports, report => report.Endpoint == master && report.Role is not null);
            if (!hasAnswered && !await IsPortClosedAsync(master, deadline, cancellationToken).ConfigureAwait(false))
            {
                return master;
            }
        }

        return null;
    }

    /// <summary>Whether the machine says that nobody listens there. The kernel answers for a process that is stopped or busy, so this one has ended.</summary>
    public static async Task<bool> IsPortClosedAsync(RedisEndpoint node, Deadline deadline, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline.Remaining);
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(node.Host, node.Port, limit.Token).ConfigureAwait(false);
            return false;
        }
        catch (SocketException failure)
        {
            return failure.SocketErrorCode == SocketError.ConnectionRefused;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
