using System.Globalization;

namespace RaftNode.Server.Memory;

/// <summary>MEMORY DOCTOR: what is odd about the memory in use, with the bounds that Redis has. https://redis.io/docs/latest/commands/memory-doctor/</summary>
internal static class MemoryDoctor
{
    /// <summary>Of less nothing can be said.</summary>
    private const long LeastBytes = 5 << 20;

    private const double MostPeakRatio = 1.5;
    private const double MostFragmentationRatio = 1.4;

    /// <summary>A ratio means nothing where it is about less than this.</summary>
    private const long LeastFragmentationBytes = 10 << 20;

    private const long MostBytesPerClient = 200 << 10;

    public static string ReportOf(MemoryReport now)
    {
        if (now.UsedBytes < LeastBytes)
        {
            return "The server is empty or nearly so: there is too little in memory to say anything about it.\n";
        }

        var findings = Findings(now).ToList();
        return findings.Count == 0
            ? "Nothing about the memory in use looks wrong.\n"
            : $"What looks odd about the memory in use:\n\n{string.Concat(findings.Select(finding => $" * {finding}\n\n"))}";
    }

    private static IEnumerable<string> Findings(MemoryReport now)
    {
        if (now.PeakBytes > now.UsedBytes * MostPeakRatio)
        {
            yield return Text($"Peak: {now.PeakBytes} bytes were in use once, {now.UsedBytes} are now. What was freed may still belong to the process; MEMORY PURGE gives back what can be, and new data uses the rest.");
        }

        if (now.FragmentationRatio > MostFragmentationRatio && now.FragmentationBytes > LeastFragmentationBytes)
        {
            yield return Text($"Fragmentation: the process has {now.FragmentationRatio:F2} times the memory that is in use, {now.FragmentationBytes} bytes more. After a peak that is to be expected; else the lengths of values change a lot, and a restart packs them anew.");
        }

        if (now.Clients > 0 && now.ClientBytes / now.Clients > MostBytesPerClient)
        {
            yield return Text($"Clients: their requests and replies take {now.ClientBytes / now.Clients} bytes each on average. CLIENT LIST tells whose they are: subscribers that do not read what is published, or long pipelines.");
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
