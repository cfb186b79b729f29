using Microsoft.Extensions.Diagnostics.HealthChecks;
using RedisLib;

namespace ApiService.Topologies;

/// <summary>One connection for every connection string whose mode is known.</summary>
internal static class TopologiesExtensions
{
    private const string ModeSetting = "Redis:Mode";

    /// <summary>A topology that has not described itself by then is not able to serve; probes usually wait for 5 s or more.</summary>
    private static readonly TimeSpan HealthCheckTimeout = TimeSpan.FromSeconds(4);

    /// <summary>Registers the connections and their health checks.</summary>
    /// <exception cref="RedisConfigurationException">A setting is missing or wrong.</exception>
    public static void AddTopologies(this WebApplicationBuilder builder)
    {
        var names = RedisSettings.Names(builder.Configuration);
        var defaultMode = DefaultMode(builder.Configuration[ModeSetting], names);
        foreach (var name in names)
        {
            builder.Services.AddKeyedRedisService(name, builder.Configuration);
            builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
                name,
                services => new TopologyHealthCheck(services.GetRequiredKeyedService<IRedisConnection>(name)),
                HealthStatus.Unhealthy,
                tags: null,
                HealthCheckTimeout));
        }

        builder.Services.AddSingleton(services => new ConfiguredTopologies(
            [.. names.Select(name => services.GetRequiredKeyedService<IRedisConnection>(name))], ModeNames.Of(defaultMode)));
    }

    /// <summary>Builds the connections, so that a wrong setting ends the start and the first request finds them connected.</summary>
    public static void ConnectTopologies(this WebApplication app) => app.Services.GetRequiredService<ConfiguredTopologies>();

    /// <summary>The mode of the routes that name none.</summary>
    internal static RedisMode DefaultMode(string? setting, IReadOnlyCollection<string> configured)
    {
        if (configured.Count == 0)
        {
            throw new RedisConfigurationException(
                "ConnectionStrings",
                $"no topology is configured. Set ConnectionStrings:NAME for one or more of {string.Join(", ", ModeNames.All)}, " +
                "or choose an environment that does, such as DOTNET_ENVIRONMENT=RedisSentinel.");
        }

        if (!ModeNames.TryParse(setting, out var mode))
        {
            throw new RedisConfigurationException(ModeSetting, $"'{setting}' is not a mode. Write one of {string.Join(", ", ModeNames.All)}.");
        }

        var name = ModeNames.Of(mode);
        return configured.Contains(name)
            ? mode
            : throw new RedisConfigurationException(
                $"ConnectionStrings:{name}",
                $"it is missing, and {ModeSetting} chooses it. Set it, or set {ModeSetting} to one of {string.Join(", ", configured)}.");
    }
}
