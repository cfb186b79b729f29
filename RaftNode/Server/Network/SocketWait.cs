namespace RaftNode.Server.Network;

/// <summary>
/// Waits for sockets. To put a thread to sleep and to wake it costs the system more than a small request does, above all in a virtual
/// machine, and the client that wakes it pays for it too. So while requests come close to each other, it looks again and again for a
/// moment before it sleeps; a server with little to do sleeps at once.
/// </summary>
internal sealed class SocketWait(IPoller poller, ServerSettings settings, TimeProvider time)
{
    private bool _isBusy;

    /// <summary>Waits until a socket is ready, or the time is over.</summary>
    /// <param name="ready">Takes token and readiness of the sockets that are.</param>
    /// <param name="milliseconds">How long at most; 0 only looks.</param>
    /// <returns>How many there are.</returns>
    public int Wait(Span<(int Token, Readiness Readiness)> ready, int milliseconds)
    {
        var limit = TimeSpan.FromMicroseconds(settings.BusyWaitMicroseconds);
        if (milliseconds == 0 || limit == TimeSpan.Zero)
        {
            return poller.Wait(ready, milliseconds);
        }

        var start = time.GetTimestamp();
        var count = _isBusy ? Look(ready, start, limit) : 0;
        if (count == 0)
        {
            count = poller.Wait(ready, milliseconds);
        }

        // What did not pay this time is not tried the next time.
        _isBusy = time.GetElapsedTime(start) <= limit;
        return count;
    }

    /// <summary>Ends the wait; any thread may call it.</summary>
    public void Wake() => poller.Wake();

    private int Look(Span<(int Token, Readiness Readiness)> ready, long start, TimeSpan limit)
    {
        int count;
        do
        {
            count = poller.Wait(ready, 0);
        }
        while (count == 0 && time.GetElapsedTime(start) < limit);
        return count;
    }
}
