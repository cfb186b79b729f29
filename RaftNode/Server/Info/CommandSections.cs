using System.Globalization;
using System.Text;
using RaftNode.Commands;

namespace RaftNode.Server.Info;

/// <summary>What INFO tells of commands: how often and how long they ran, and what errors they answered.</summary>
internal sealed class CommandSections(Func<CommandTable> table, ErrorCounts errors, LatencySettings settings)
{
    public IEnumerable<InfoSection> All =>
    [
        new("Commandstats", Statistics) { IsUsual = false },
        new("Errorstats", Errors),
        new("Latencystats", Latencies) { IsUsual = false },
    ];

    private IEnumerable<Command> Commands => table().All.SelectMany(command => command.Subcommands.Prepend(command));

    private IEnumerable<(string, object)> Statistics() =>
        from command in Commands
        let statistics = command.Statistics
        where statistics.Calls > 0 || statistics.Rejected > 0 || statistics.Failed > 0
        select ($"cmdstat_{command.Name}", (object)string.Create(
            CultureInfo.InvariantCulture,
            $"calls={statistics.Calls},usec={statistics.Nanoseconds / 1000},usec_per_call={(statistics.Calls == 0 ? 0 : statistics.Nanoseconds / 1000.0 / statistics.Calls):F2},rejected_calls={statistics.Rejected},failed_calls={statistics.Failed}"));

    private IEnumerable<(string, object)> Errors() =>
        errors.ByCode
            .Select(error => ($"errorstat_{Encoding.UTF8.GetString(error.Key)}", (object)$"count={error.Value}"))
            .OrderBy(line => line.Item1, StringComparer.Ordinal);

    private IEnumerable<(string, object)> Latencies() =>
        from command in Commands
        where command.Statistics.Latencies is not null
        let latencies = command.Statistics.Latencies
        let percentiles = settings.Percentiles.Select(percentile => string.Create(
            CultureInfo.InvariantCulture, $"p{percentile:0.######}={latencies.Percentile(percentile) / 1000.0:F3}"))
        select ($"latency_percentiles_usec_{command.Name}", (object)string.Join(',', percentiles));
}
