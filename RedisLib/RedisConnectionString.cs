using System.Globalization;

namespace RedisLib;

/// <summary>
/// The connection strings of StackExchange.Redis: endpoints and <c>option=value</c> pairs with commas between, such as
/// <c>localhost:26379,localhost:26380,serviceName=mymaster,password=secret</c>.
/// </summary>
public static class RedisConnectionString
{
    private const int DefaultPort = 6379;
    private const int DefaultSentinelPort = 26379;

    /// <summary>Options that StackExchange.Redis knows and that change nothing here, because this client has its own ways.</summary>
    private static readonly HashSet<string> Ignored = new(StringComparer.OrdinalIgnoreCase)
    {
        "abortConnect", "allowAdmin", "asyncTimeoutCheck", "channelPrefix", "checkCertificateRevocation", "configChannel",
        "configCheckSeconds", "connectRetry", "heartbeatInterval", "highIntegrity", "keepAlive", "preserveAsyncOrder", "protocol",
        "resolveDns", "responseTimeout", "setlib", "sslProtocols", "sslHost", "tiebreaker", "version", "writeBuffer",
    };

    /// <summary>Reads a connection string.</summary>
    /// <param name="mode">The mode that it is for.</param>
    /// <param name="text">The connection string.</param>
    /// <param name="setting">The setting that it comes from, for errors.</param>
    /// <exception cref="RedisConfigurationException">It is malformed, or asks for what this client does not do.</exception>
    public static RedisOptions Parse(RedisMode mode, string text, string setting = "Redis:ConnectionString")
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var defaultPort = mode == RedisMode.Sentinel ? DefaultSentinelPort : DefaultPort;
        var options = new RedisOptions
        {
            Mode = mode,
            Endpoints = [.. parts.Where(part => !IsOption(part)).Select(part => ParseEndpoint(part, defaultPort, setting))],
        };
        foreach (var part in parts.Where(IsOption))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            options = WithOption(options, part[..equals].Trim(), part[(equals + 1)..].Trim(), setting);
        }

        return options;
    }

    private static bool IsOption(string part) => part.Contains('=', StringComparison.Ordinal);

    private static RedisEndpoint ParseEndpoint(string text, int defaultPort, string setting)
    {
        var hasPort = text.LastIndexOf(':') > text.LastIndexOf(']');
        var complete = hasPort ? text : $"{text}:{defaultPort}";
        return RedisEndpoint.TryParse(complete, out var endpoint)
            ? endpoint
            : throw new RedisConfigurationException(
                setting, $"'{text}' is not an endpoint: write host:port with a port from 1 to 65535, such as localhost:{defaultPort}.");
    }

    private static RedisOptions WithOption(RedisOptions options, string name, string value, string setting) => name.ToUpperInvariant() switch
    {
        "SERVICENAME" => options with { ServiceName = value },
        "USER" => options with { User = NullWhenEmpty(value) },
        "PASSWORD" => options with { Password = NullWhenEmpty(value) },
        "NAME" => options with { ClientName = NullWhenEmpty(value) },
        "CONNECTTIMEOUT" => options with { ConnectTimeout = Milliseconds(name, value, setting) },
        "SYNCTIMEOUT" or "ASYNCTIMEOUT" => options with { OperationTimeout = Milliseconds(name, value, setting) },
        "SSL" when !IsFalse(value) => throw new RedisConfigurationException(
            setting, "ssl=true asks for TLS, which this client does not speak: connect to a port without TLS and leave the option out."),
        "DEFAULTDATABASE" when value is not "0" => throw new RedisConfigurationException(
            setting, $"defaultDatabase={value}: this client uses database 0, the only one that Redis Cluster has: leave the option out."),
        "PROXY" when !string.Equals(value, "None", StringComparison.OrdinalIgnoreCase) => throw new RedisConfigurationException(
            setting, $"proxy={value}: this client speaks to the servers themselves: leave the option out."),
        "SSL" or "DEFAULTDATABASE" or "PROXY" => options,
        _ when Ignored.Contains(name) => options,
        _ => throw new RedisConfigurationException(
            setting, $"'{name}' is not an option of a Redis connection string: known ones are serviceName, user, password, name, connectTimeout and syncTimeout."),
    };

    private static string? NullWhenEmpty(string value) => value.Length == 0 ? null : value;

    private static bool IsFalse(string value) => value.ToUpperInvariant() is "FALSE" or "NO" or "0";

    private static TimeSpan Milliseconds(string name, string value, string setting) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0
            ? TimeSpan.FromMilliseconds(milliseconds)
            : throw new RedisConfigurationException(setting, $"{name}={value}: write a whole number of milliseconds above 0.");
}
