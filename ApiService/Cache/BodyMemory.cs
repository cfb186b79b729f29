using ApiService.Problems;

namespace ApiService.Cache;

/// <summary>The memory that all bodies under way may take together: each may be long, and how many come at once is up to the callers.</summary>
/// <param name="limit">In bytes.</param>
internal sealed class BodyMemory(long limit)
{
    private long _taken;

    /// <summary>
    /// A third of what this process may use: a value with escapes is copied without them, which takes up to as much again, and the rest is
    /// for everything else.
    /// </summary>
    public static BodyMemory OfThisProcess() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 3);

    /// <summary>Takes so many bytes until they are given back.</summary>
    /// <exception cref="BusyException">There are not as many left.</exception>
    public void Take(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) > limit)
        {
            GiveBack(bytes);
            throw new BusyException(
                $"The bodies of all requests under way take the {limit >> 20} MB that this service has for them: send fewer at once, or smaller ones.");
        }
    }

    public void GiveBack(int bytes) => Interlocked.Add(ref _taken, -bytes);
}
