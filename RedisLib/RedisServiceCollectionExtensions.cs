using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RedisLib;

/// <summary>Registers connections with an application's services.</summary>
public static class RedisServiceCollectionExtensions
{
    /// <summary>Registers <see cref="IRedisConnection"/> for the mode that <c>Redis:Mode</c> names; see <see cref="RedisSettings"/>.</summary>
    /// <exception cref="RedisConfigurationException">A setting is missing or wrong: told here, when the application starts, and not by its first call.</exception>
    public static IServiceCollection AddRedisService(this IServiceCollection services, IConfiguration configuration) =>
        services.AddRedisService(RedisSettings.Read(configuration));

    /// <summary>Registers <see cref="IRedisConnection"/> for the connection string of this name, such as a topology's that an AppHost refers to; see <see cref="RedisSettings.Read(IConfiguration, string)"/>.</summary>
    /// <inheritdoc cref="AddRedisService(IServiceCollection, IConfiguration)" path="/exception"/>
    public static IServiceCollection AddRedisService(this IServiceCollection services, IConfiguration configuration, string connectionName) =>
        services.AddRedisService(RedisSettings.Read(configuration, connectionName));

    /// <summary>Registers <see cref="IRedisConnection"/>.</summary>
    /// <inheritdoc cref="AddRedisService(IServiceCollection, IConfiguration)" path="/exception"/>
    public static IServiceCollection AddRedisService(this IServiceCollection services, RedisOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(options);
        var valid = options.Validated();
        return services.AddSingleton(provider => RedisConnection.Create(valid, provider.GetService<ILoggerFactory>()));
    }

    /// <summary>Registers one of several <see cref="IRedisConnection"/>s under a key, such as <c>sentinel</c>; see <see cref="RedisSettings.Read(IConfiguration, string)"/>.</summary>
    /// <inheritdoc cref="AddRedisService(IServiceCollection, IConfiguration)" path="/exception"/>
    public static IServiceCollection AddKeyedRedisService(this IServiceCollection services, string key, IConfiguration configuration) =>
        services.AddKeyedRedisService(key, RedisSettings.Read(configuration, key));

    /// <summary>Registers one of several <see cref="IRedisConnection"/>s under a key, which is also its name unless the options have one.</summary>
    /// <inheritdoc cref="AddRedisService(IServiceCollection, IConfiguration)" path="/exception"/>
    public static IServiceCollection AddKeyedRedisService(this IServiceCollection services, string key, RedisOptions options)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentException.ThrowIfNullOrEmpty(key);
        ArgumentNullException.ThrowIfNull(options);
        var valid = (options with { Name = options.Name.Length > 0 ? options.Name : key }).Validated();
        return services.AddKeyedSingleton(key, (provider, _) => RedisConnection.Create(valid, provider.GetService<ILoggerFactory>()));
    }
}
