using AppHost;
using Microsoft.Extensions.DependencyInjection;

try
{
    var builder = DistributedApplication.CreateBuilder(args);
    var settings = builder.Configuration;
    var topologies = settings.GetSection("Topologies");

    var masterReplica = builder.AddRedisReplication("master-replica").WithConfiguration(topologies.GetSection("master-replica"));
    var sentinel = builder.AddRedisSentinel("sentinel").WithConfiguration(topologies.GetSection("sentinel"));
    var cluster = builder.AddRedisCluster("cluster").WithConfiguration(topologies.GetSection("cluster"));

    var raftNode = Settings.RunsRaftNode(builder)
        ? builder.AddRaftNodeServer("raft-node").WithConfiguration(topologies.GetSection("raft-node"))
        : null;

    // Without a proxy, whose share of each request would be measured as the API's.
    var api = builder.AddProject<Projects.ApiService>("api", launchProfileName: null)
        .WithHttpEndpoint(port: Settings.ApiPort(builder), isProxied: false)
        .WithHttpHealthCheck("/health")
        // Milliseconds. The dashboard is on this machine, and one that is gone must not hold up the end of the API for ten seconds.
        .WithEnvironment("OTEL_EXPORTER_OTLP_TIMEOUT", "1000")
        .WithEnvironment("Redis__Mode", settings["Redis:Mode"] ?? "Sentinel")
        .WithReference(masterReplica).WaitFor(masterReplica)
        .WithReference(sentinel).WaitFor(sentinel)
        .WithReference(cluster).WaitFor(cluster);

    if (raftNode is not null)
    {
        api.WithReference(raftNode).WaitFor(raftNode);
    }

    builder.Services.AddHostedService<Announcements>();
    await using var application = builder.Build();
    using var hangUp = HangUp.Ends(application);
    await application.RunAsync();
    Terminal.Say("Ended");
    return 0;
}
catch (Exception problem) when (StartupProblem.Describe(problem) is { } text)
{
    Terminal.Complain(text);
    return 1;
}
