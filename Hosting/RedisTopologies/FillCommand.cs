using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RedisLib;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Writes test data through the same client that applications use.</summary>
internal static class FillCommand
{
    /// <summary>Enough for every master of a cluster to get its share, and done in a second.</summary>
    public const int Count = 10_000;

    /// <summary>As many writes as keep one connection busy.</summary>
    private const int WritesAtOnce = 64;

    /// <summary>A fill that meets a failover waits for it.</summary>
    private static readonly TimeSpan WriteTimeout = TimeSpan.FromSeconds(10);

    public static async Task<ExecuteCommandResult> ExecuteAsync(ExecuteCommandContext context, RedisTopologyResource topology)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            var connectionString = await topology.ConnectionStringExpression.GetValueAsync(context.CancellationToken).ConfigureAwait(false);
            var options = RedisConnectionString.Parse(topology.Mode, connectionString ?? string.Empty) with { Name = topology.Name, OperationTimeout = WriteTimeout };
            var connection = RedisConnection.Create(options, context.ServiceProvider.GetService<ILoggerFactory>());
            await using (connection.ConfigureAwait(false))
            {
                var controller = context.ServiceProvider.GetRequiredKeyedService<TopologyController>(topology.Name);
                var result = connection is IRedisClusterConnection cluster
                    ? await cluster.FillAsync(Count, context.CancellationToken).ConfigureAwait(false)
                    : await FillAsync(connection, context.CancellationToken).ConfigureAwait(false);
                return CommandResults.Success(
                    $"{result.Count:N0} keys written", Table(result, controller, Stopwatch.GetElapsedTime(start)), CommandResultFormat.Markdown, displayImmediately: true);
            }
        }
        catch (RedisException refusal)
        {
            return CommandResults.Failure(refusal.Message);
        }
    }

    private static async Task<FillResult> FillAsync(IRedisConnection connection, CancellationToken cancellationToken)
    {
        var value = "test data"u8.ToArray();
        var options = new ParallelOptions { MaxDegreeOfParallelism = WritesAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, Count, options, async (number, token) =>
            await connection.WriteAsync($"fill:{number}", value, token).ConfigureAwait(false)).ConfigureAwait(false);
        return new FillResult(Count, connection.MasterEndpoint is { } master ? [new MasterFill(master, [], Count)] : []);
    }

    private static string Table(FillResult result, TopologyController controller, TimeSpan elapsed)
    {
        var text = new StringBuilder("| master | slots | keys |\n| --- | --- | --- |\n");
        foreach (var share in result.Masters)
        {
            text.Append($"| {controller.NameOf(share.Master)} | {string.Join(' ', share.Slots)} | {share.Count:N0} |\n");
        }

        return text.Append($"\n{result.Count:N0} keys in {elapsed.TotalSeconds:0.0} s.\n").ToString();
    }
}
