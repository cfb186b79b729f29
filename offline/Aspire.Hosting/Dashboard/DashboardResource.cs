using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Dashboard;

/// <summary>The dashboard is a process like others, and out of sight.</summary>
internal sealed class DashboardResource(string command, IConfiguration configuration)
    : ExecutableResource("aspire-dashboard", command, Path.GetDirectoryName(Path.GetFullPath(command)) ?? ".")
{
    public const string FrontendEndpoint = "http";
    public const string OtlpGrpcEndpoint = "otlp-grpc";
    public const string OtlpHttpEndpoint = "otlp-http";

    public EndpointReference Frontend => this.GetEndpoint(FrontendEndpoint);

    public EndpointReference OtlpGrpc => this.GetEndpoint(OtlpGrpcEndpoint);

    public EndpointReference OtlpHttp => this.GetEndpoint(OtlpHttpEndpoint);

    /// <summary>What a browser shows to be let in; null when everybody is.</summary>
    public string? BrowserToken { get; } = configuration["ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS"] == "true"
        ? null
        : configuration["ASPIRE_DASHBOARD_FRONTEND_BROWSERTOKEN"] ?? configuration["AppHost:BrowserToken"] ?? NewKey();

    /// <summary>What senders of telemetry show.</summary>
    public string OtlpApiKey { get; } = configuration["AppHost:OtlpApiKey"] ?? NewKey();

    /// <summary>What the dashboard shows us.</summary>
    public string ResourceServiceApiKey { get; } = configuration["ASPIRE_DASHBOARD_RESOURCESERVICE_APIKEY"] ?? configuration["AppHost:ResourceService:ApiKey"] ?? NewKey();

    /// <summary>Where we are to listen for it; 0 leaves the choice to the system.</summary>
    public int ResourceServicePort { get; } = PortOf(configuration["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"]) ?? 0;

    /// <summary>Where we do.</summary>
    public TaskCompletionSource<string> ResourceServiceUrl { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public static int? PortOf(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Port > 0 ? address.Port : null;

    private static string NewKey()
    {
        const int KeyBytes = 16;
        return Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeyBytes));
    }
}
