using Failover;
using RedisLib;

// Fails a topology over again and again under a steady load and tells what its users would have noticed.
FailoverSettings settings;
try
{
    settings = FailoverSettings.Parse(args);
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 2;
}

foreach (var mode in settings.Modes)
{
    foreach (var fault in settings.Faults)
    {
        var results = await RunAsync(mode, fault);
        Summarize(mode, results);
    }
}

return 0;

async Task<IReadOnlyList<RoundResult>> RunAsync(RedisMode mode, Fault fault)
{
    Console.WriteLine($"{mode}, {fault} of a master, through the {(settings.Through == Through.Api ? "API" : "library")}, {settings.Rounds} rounds, {settings.RequestsPerSecond} requests/s");
    Console.WriteLine("round  writes back  promoted  reads gap  slowest call  acknowledged  lost  switches  errors");
    var results = new List<RoundResult>();
    for (var number = 1; number <= settings.Rounds; number++)
    {
        await using var round = new FailoverRound(settings, mode, fault);
        var result = await round.RunAsync();
        results.Add(result);
        var errors = string.Join(", ", result.Errors.Select(error => $"{error.Value} {error.Key}"));
        Console.WriteLine(
            $"{number,5}  {result.WriteGap.TotalSeconds,9:F2} s  {result.Promotion?.TotalSeconds,6:F2} s  {result.ReadGap.TotalSeconds,7:F2} s  {result.Slowest.TotalSeconds,10:F2} s  "
            + $"{result.Acknowledged,12}  {result.Lost,4}  {result.Switches,8}  {errors}");
    }

    return results;
}

static void Summarize(RedisMode mode, IReadOnlyList<RoundResult> results)
{
    // What the README promises.
    var bar = TimeSpan.FromSeconds(mode == RedisMode.Sentinel ? 3 : 4.5);
    Tell("writes back after", results.Select(result => result.WriteGap));
    Console.WriteLine($"  within {bar.TotalSeconds} s: {results.Count(result => result.WriteGap <= bar)} of {results.Count}");
    Tell("  the servers' own part, until one was promoted", results.Select(result => result.Promotion).OfType<TimeSpan>());
    Tell("  the client's part, from then on", results.Where(result => result.Promotion is not null).Select(result => result.WriteGap - result.Promotion!.Value));
    Tell("reads without answer", results.Select(result => result.ReadGap));
    Tell("slowest call", results.Select(result => result.Slowest));
    Console.WriteLine($"acknowledged writes lost: {results.Sum(result => result.Lost)} of {results.Sum(result => result.Acknowledged)}");
    Console.WriteLine();
}

static void Tell(string name, IEnumerable<TimeSpan> figures)
{
    var sorted = figures.Order().ToList();
    if (sorted.Count > 0)
    {
        Console.WriteLine($"{name}: median {sorted[sorted.Count / 2].TotalSeconds:F2} s, max {sorted[^1].TotalSeconds:F2} s");
    }
}
