namespace RedisLib.Connections;

/// <summary>
/// Callers whose replies came together. A pool thread that begins on them first asks for one more to help, as long as there is
/// work left, so a continuation that blocks its thread holds up nobody behind it.
/// </summary>
internal sealed class ReplyBatch(PendingReply[] replies) : IThreadPoolWorkItem
{
    private int _next;

    public void Execute()
    {
        if (Volatile.Read(ref _next) + 1 < replies.Length)
        {
            _ = ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        while (true)
        {
            var index = Interlocked.Increment(ref _next) - 1;
            if (index >= replies.Length)
            {
                return;
            }

            replies[index].Publish();
        }
    }
}
