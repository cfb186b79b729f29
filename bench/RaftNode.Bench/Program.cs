using RaftNode.Bench;

// Both servers on the same machine in the same minutes, by turns: what counts are the ratios.
try
{
    var settings = BenchSettings.Parse(args);
    await (settings.Measure switch
    {
        "throughput" => Throughput.RunAsync(settings),
        "memory" => Memory.RunAsync(settings),
        "expiry" => Expiry.RunAsync(settings),
        "snapshot" => Snapshot.RunAsync(settings),
        "loading" => Loading.RunAsync(settings),
        "connections" => IdleConnections.RunAsync(),
        "starting" => Starting.RunAsync(settings),
        _ => throw new FormatException(BenchSettings.Usage),
    });
    return 0;
}
catch (FormatException problem)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 2;
}
