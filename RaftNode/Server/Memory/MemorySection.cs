using System.Globalization;
using RaftNode.Server.Info;

namespace RaftNode.Server.Memory;

/// <summary>INFO memory.</summary>
internal sealed class MemorySection(Func<MemoryReport> report, UsedMemory memory, ServerSettings settings)
{
    public InfoSection Section => new("Memory", Lines);

    private IEnumerable<(string, object)> Lines()
    {
        var now = report();
        var machine = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        return
        [
            ("used_memory", now.UsedBytes),
            ("used_memory_human", MemoryText.Of(now.UsedBytes)),
            ("used_memory_rss", now.ResidentBytes),
            ("used_memory_rss_human", MemoryText.Of(now.ResidentBytes)),
            ("used_memory_peak", now.PeakBytes),
            ("used_memory_peak_human", MemoryText.Of(now.PeakBytes)),
            ("used_memory_peak_perc", Percentage(now.PeakPercentage)),
            ("used_memory_overhead", now.OverheadBytes),
            ("used_memory_startup", now.StartupBytes),
            ("used_memory_dataset", now.DatasetBytes),
            ("used_memory_dataset_perc", Percentage(now.DatasetPercentage)),
            ("used_memory_managed", memory.ManagedBytes),
            ("total_system_memory", machine),
            ("total_system_memory_human", MemoryText.Of(machine)),
            ("maxmemory", settings.MaxMemory),
            ("maxmemory_human", MemoryText.Of(settings.MaxMemory)),
            ("maxmemory_policy", "noeviction"),
            ("mem_fragmentation_ratio", string.Create(CultureInfo.InvariantCulture, $"{now.FragmentationRatio:F2}")),
            ("mem_fragmentation_bytes", now.FragmentationBytes),
            ("mem_not_counted_for_evict", 0),
            ("mem_replication_backlog", 0),
            ("mem_clients_slaves", 0),
            ("mem_clients_normal", now.ClientBytes),
            ("mem_aof_buffer", now.LogBytes),
            ("mem_allocator", "libc"),
            ("active_defrag_running", 0),
        ];
    }

    private static string Percentage(double percentage) => string.Create(CultureInfo.InvariantCulture, $"{percentage:F2}%");
}
