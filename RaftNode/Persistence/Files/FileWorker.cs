using System.Collections.Concurrent;

namespace RaftNode.Persistence.Files;

/// <summary>A thread for what takes long with files: bringing them to the disk, closing and removing them. It does one thing after the other.</summary>
internal sealed class FileWorker : IDisposable
{
    /// <summary>There is one file to be brought to the disk at a time, and a rewrite leaves a handful to be removed.</summary>
    private const int MaxJobs = 1024;

    private readonly BlockingCollection<Action> _jobs = new(MaxJobs);
    private readonly Thread _thread;

    public FileWorker()
    {
        _thread = new Thread(Run) { IsBackground = true, Name = "files" };
        _thread.UnsafeStart();
    }

    /// <summary>Has something done that throws nothing.</summary>
    public void Post(Action job) => _jobs.Add(job);

    /// <summary>Returns when all that was asked for is done.</summary>
    public void Dispose()
    {
        _jobs.CompleteAdding();
        _thread.Join();
        _jobs.Dispose();
    }

    private void Run()
    {
        foreach (var job in _jobs.GetConsumingEnumerable())
        {
            job();
        }
    }
}
