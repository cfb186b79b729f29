using ApiService.Problems;

namespace ApiService.Cache;

/// <summary>The memory that all bodies under way may take together: each may be long, and how many come at once is up to the callers.</summary>
/// <param name="limit">In bytes.</param>
internal sealed class BodyMemory(long limit)
{
    private long _taken;

    /// <summary>Half of what this process may use. The other half is for everything else, such as values on their way to Redis.</summary>
    public static BodyMemory OfThisProcess() => new(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2);

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
