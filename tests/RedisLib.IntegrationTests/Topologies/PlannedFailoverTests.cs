namespace RedisLib.IntegrationTests.Topologies;

/// <summary>An operator's failover is no accident: whoever had a write acknowledged still has it afterwards.</summary>
public sealed class PlannedFailoverTests
{
    private const int Failovers = 3;
    private const int Writers = 8;

    public static TheoryData<RedisMode> Modes => [RedisMode.MasterReplica, RedisMode.Sentinel, RedisMode.Cluster];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task A_failover_by_command_loses_no_acknowledged_write(RedisMode mode)
    {
        await using var topology = await FormedTopology.CreateAsync(mode);
        using var ending = new CancellationTokenSource();
        var writing = Enumerable.Range(0, Writers).Select(writer => WriteUntilAsync(topology, writer, ending.Token)).ToList();

        for (var round = 0; round < Failovers; round++)
        {
            await topology.Administrator.FailOverAsync(replica: null, CancellationToken.None);
        }

        await ending.CancelAsync();
        var acknowledged = (await Task.WhenAll(writing)).SelectMany(keys => keys).ToList();
        var lost = new List<string>();
        foreach (var key in acknowledged)
        {
            var value = await topology.Connection.ExecuteAsync(RedisCommand.Create("GET", key));
            if (value.IsNull)
            {
                lost.Add(key);
            }
        }

        Assert.NotEmpty(acknowledged);
        Assert.Empty(lost);
    }

    private static async Task<List<string>> WriteUntilAsync(FormedTopology topology, int writer, CancellationToken ending)
    {
        var acknowledged = new List<string>();
        for (var number = 0; !ending.IsCancellationRequested; number++)
        {
            var key = $"{writer}:{number}";
            try
            {
                await topology.WriteAsync(key, "x");
                acknowledged.Add(key);
            }
            catch (RedisUnavailableException)
            {
                // Not acknowledged, so that nothing is promised.
            }
        }

        return acknowledged;
    }
}
