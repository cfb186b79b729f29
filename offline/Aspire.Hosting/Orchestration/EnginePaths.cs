using System.Reflection;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Where the orchestrator and the dashboard are: settings first, then variables, then what the build found.</summary>
internal sealed record EnginePaths(string? Orchestrator, string? Dashboard)
{
    private const string WhatToDo = "build the AppHost again with Node.js on the PATH, or set ASPIRE_DCP_PATH (the folder of dcp) and ASPIRE_DASHBOARD_PATH (the file aspire-managed)";

    public static EnginePaths From(IConfiguration configuration, Assembly? appHost) => new(
        configuration["DcpPublisher:CliPath"]
            ?? (configuration["ASPIRE_DCP_PATH"] is { Length: > 0 } folder ? Path.Combine(folder, OperatingSystem.IsWindows() ? "dcp.exe" : "dcp") : null)
            ?? DistributedApplicationBuilder.MetadataOf(appHost, "dcpclipath"),
        configuration["DcpPublisher:DashboardPath"]
            ?? (configuration["ASPIRE_DASHBOARD_PATH"] is { Length: > 0 } file ? file : null)
            ?? DistributedApplicationBuilder.MetadataOf(appHost, "aspiredashboardpath"));

    /// <summary>The orchestrator.</summary>
    /// <exception cref="EngineException">It is not there.</exception>
    public string RequireOrchestrator() => Require(Orchestrator, "orchestrator (dcp)");

    /// <summary>The dashboard.</summary>
    /// <exception cref="EngineException">It is not there.</exception>
    public string RequireDashboard() => Require(Dashboard, "dashboard");

    private static string Require(string? path, string what) =>
        File.Exists(path)
            ? path
            : throw new EngineException($"Aspire's {what} is not {(path is null ? "on this machine" : $"at {path}")}: {WhatToDo}.");
}
