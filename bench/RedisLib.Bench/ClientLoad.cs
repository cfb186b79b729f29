using System.Diagnostics;
using RedisLib.Connections;

namespace RedisLib.Bench;

/// <summary>Callers that share one connection, each with one command in flight at a time.</summary>
internal static class ClientLoad
{
    public const int ValueBytes = 64;
    public const string Key = "key";

    /// <summary>Runs the load and answers how many commands a second were done.</summary>
    public static async Task<double> RunAsync(NodeConnection connection, Scenario scenario, TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, scenario.Callers).Select(_ => Task.Run(CallAsync)));
        return counts.Sum() / Stopwatch.GetElapsedTime(start).TotalSeconds;

        async Task<long> CallAsync()
        {
            var value = new byte[ValueBytes];
            var isGet = scenario.Command == "GET";
            long count = 0;
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var reply = await connection.ExecuteAsync(isGet ? RedisCommand.Create("GET", Key) : RedisCommand.Create("SET", Key, value));
                if (isGet && reply.AsBytes().Length != ValueBytes)
                {
                    throw new InvalidOperationException($"GET answered {reply}, which is not the value set.");
                }

                count++;
            }

            return count;
        }
    }
}
