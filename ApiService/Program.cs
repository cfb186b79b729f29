using ApiService;
using ApiService.Cache;
using ApiService.Cluster;
using ApiService.Documentation;
using ApiService.Json;
using ApiService.Problems;
using ApiService.Topologies;
using ServiceDefaults;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.AddServiceDefaults();
    builder.AddDefaultAddress();
    builder.AddTopologies();
    builder.AddCache();
    builder.AddJson();
    builder.AddProblems();
    builder.AddDocumentation();

    await using var app = builder.Build();
    app.UseProblems();
    app.MapDefaultEndpoints();
    app.MapCache();
    app.MapCluster();
    app.MapFill();
    app.MapTopologies();
    app.MapDocumentation();

    app.ConnectTopologies();
    await app.RunAsync();
    return 0;
}
catch (Exception failure) when (StartupFailure.Explain(failure) is { } line)
{
    await Console.Error.WriteLineAsync($"ApiService cannot start. {line}");
    return 1;
}
