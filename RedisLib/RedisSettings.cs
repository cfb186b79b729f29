using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace RedisLib;

/// <summary>Reads <see cref="RedisOptions"/> from an application's settings.</summary>
/// <remarks>
/// <para>The mode is <c>Redis:Mode</c>. The connection string is <c>Redis:ConnectionString</c>, else the one under
/// <c>ConnectionStrings</c> that <c>Redis:ConnectionName</c> names, else the one named like the mode
/// (<c>master-replica</c>, <c>sentinel</c>, <c>cluster</c>).</para>
/// <para>These win over the connection string: <c>Redis:ServiceName</c>, <c>User</c>, <c>Password</c>, <c>SentinelPassword</c>,
/// <c>ClientName</c>, <c>ReadFrom</c>, and the times <c>ConnectTimeout</c>, <c>CommandTimeout</c>, <c>OperationTimeout</c>
/// (<c>00:00:00.500</c>, or a number of milliseconds).</para>
/// </remarks>
public static class RedisSettings
{
    private const string Section = "Redis";
    private const string ModeSetting = "Redis:Mode";

    /// <summary>Reads the options of the connection that <c>Redis:Mode</c> names.</summary>
    /// <exception cref="RedisConfigurationException">A setting is missing or wrong.</exception>
    public static RedisOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var mode = ParseMode(configuration[ModeSetting], ModeSetting);
        var name = configuration["Redis:ConnectionName"] ?? ModeNames.Of(mode);
        var (text, setting) = configuration["Redis:ConnectionString"] is { Length: > 0 } given
            ? (given, "Redis:ConnectionString")
            : ConnectionString(configuration, name);
        return Merge(mode, name, text, setting, configuration.GetSection(Section));
    }

    /// <summary>
    /// Reads the options of the connection with this name: its connection string is <c>ConnectionStrings:{name}</c>, its mode is
    /// <c>Redis:{name}:Mode</c>, else <c>{NAME}_MODE</c>, which a reference to a topology in an Aspire AppHost sets beside the
    /// connection string, else the one that <paramref name="name"/> itself names. The other settings are read from
    /// <c>Redis:{name}</c>, else from <c>Redis</c>.
    /// </summary>
    /// <exception cref="RedisConfigurationException">A setting is missing or wrong.</exception>
    public static RedisOptions Read(IConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentException.ThrowIfNullOrEmpty(name);
        var own = configuration.GetSection(Section).GetSection(name);
        var mode = ParseMode(ModeSettingOf(configuration, name) ?? NamedMode(name), $"Redis:{name}:Mode");
        var (text, setting) = ConnectionString(configuration, name);
        return Merge(mode, name, text, setting, own, configuration.GetSection(Section));
    }

    /// <summary>
    /// The names of all connections that <see cref="Read(IConfiguration, string)"/> reads: connection strings that are not empty and
    /// whose mode is known. Those that are named like a mode come first, in the order of the modes.
    /// </summary>
    public static IReadOnlyList<string> Names(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var others = configuration.GetSection("ConnectionStrings").GetChildren()
            .Select(connection => connection.Key)
            .Where(name => NamedMode(name) is null && ModeSettingOf(configuration, name) is not null);
        return [.. ModeNames.All.Concat(others).Where(name => !string.IsNullOrWhiteSpace(configuration.GetConnectionString(name)))];
    }

    private static string? ModeSettingOf(IConfiguration configuration, string name) =>
        configuration[$"{Section}:{name}:Mode"] ?? configuration[$"{VariableName(name)}_MODE"];

    private static string? NamedMode(string name) => ModeNames.TryParse(name, out _) ? name : null;

    /// <summary>How Aspire writes the name of a resource in the names of environment variables.</summary>
    private static string VariableName(string name)
    {
        var variable = string.Concat(name.ToUpperInvariant().Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        return char.IsAsciiDigit(variable[0]) ? $"_{variable}" : variable;
    }

    private static RedisMode ParseMode(string? text, string setting) => ModeNames.TryParse(text, out var mode)
        ? mode
        : throw new RedisConfigurationException(setting, string.IsNullOrEmpty(text)
            ? $"it is missing: write one of {string.Join(", ", ModeNames.All)}."
            : $"'{text}' is not a mode: write one of {string.Join(", ", ModeNames.All)}.");

    private static (string Text, string Setting) ConnectionString(IConfiguration configuration, string name)
    {
        var setting = $"ConnectionStrings:{name}";
        return configuration.GetConnectionString(name) is { Length: > 0 } text
            ? (text, setting)
            : throw new RedisConfigurationException(setting, "it is missing: write the endpoints, such as localhost:6379,localhost:6380,password=secret.");
    }

    private static RedisOptions Merge(RedisMode mode, string name, string text, string setting, params IConfigurationSection[] sections)
    {
        var options = RedisConnectionString.Parse(mode, text, setting);
        return (options with
        {
            Name = name,
            ServiceName = Find(sections, "ServiceName").Value ?? options.ServiceName,
            User = Find(sections, "User").Value ?? options.User,
            Password = Find(sections, "Password").Value ?? options.Password,
            SentinelPassword = Find(sections, "SentinelPassword").Value,
            ClientName = Find(sections, "ClientName").Value ?? options.ClientName,
            ConnectTimeout = Time(sections, "ConnectTimeout") ?? options.ConnectTimeout,
            CommandTimeout = Time(sections, "CommandTimeout") ?? options.CommandTimeout,
            OperationTimeout = Time(sections, "OperationTimeout") ?? options.OperationTimeout,
            ReadFrom = ReadFrom(sections) ?? options.ReadFrom,
        }).Validated();
    }

    private static (string? Value, string Setting) Find(IConfigurationSection[] sections, string key)
    {
        var section = Array.Find(sections, section => section[key] is not null) ?? sections[0];
        return (section[key], $"{section.Path}:{key}");
    }

    private static TimeSpan? Time(IConfigurationSection[] sections, string key)
    {
        var (value, setting) = Find(sections, key);
        if (value is null)
        {
            return null;
        }

        return int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out var time)
                ? time
                : throw new RedisConfigurationException(setting, $"'{value}' is not a time: write 00:00:00.500 or 500 (milliseconds).");
    }

    private static ReadPreference? ReadFrom(IConfigurationSection[] sections)
    {
        var (value, setting) = Find(sections, "ReadFrom");
        if (value is null)
        {
            return null;
        }

        return Enum.TryParse<ReadPreference>(value, ignoreCase: true, out var preference) && Enum.IsDefined(preference)
            ? preference
            : throw new RedisConfigurationException(setting, $"'{value}' is not a place to read from: write Replica or Master.");
    }
}
