using Failover;

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

Console.WriteLine($"{settings.Mode}, {settings.Fault} of a master, through the {(settings.Through == Through.Api ? "API" : "library")}, {settings.Rounds} rounds, {settings.RequestsPerSecond} requests/s");
Console.WriteLine("round  writes back  promoted  reads gap  slowest call  acknowledged  lost  switches  errors");
var results = new List<RoundResult>();
for (var number = 1; number <= settings.Rounds; number++)
{
    await using var round = new FailoverRound(settings);
    var result = await round.RunAsync();
    results.Add(result);
    var errors = string.Join(", ", result.Errors.Select(error => $"{error.Value} {error.Key}"));
    Console.WriteLine(
        $"{number,5}  {result.WriteGap.TotalSeconds,9:F2} s  {result.Promotion?.TotalSeconds,6:F2} s  {result.ReadGap.TotalSeconds,7:F2} s  {result.Slowest.TotalSeconds,10:F2} s  "
        + $"{result.Acknowledged,12}  {result.Lost,4}  {result.Switches,8}  {errors}");
}

Summary("writes back after", result => result.WriteGap);
Summary("reads without answer", result => result.ReadGap);
Summary("slowest call", result => result.Slowest);
Console.WriteLine($"acknowledged writes lost: {results.Sum(result => result.Lost)} of {results.Sum(result => result.Acknowledged)}");
return 0;

void Summary(string name, Func<RoundResult, TimeSpan> figure)
{
    var sorted = results.Select(figure).Order().ToList();
    Console.WriteLine($"{name}: median {sorted[sorted.Count / 2].TotalSeconds:F2} s, max {sorted[^1].TotalSeconds:F2} s");
}
