using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Reads the settings of one topology out of the AppHost's configuration.</summary>
/// <remarks>
/// A value that is not understood ends the AppHost with the full key of the setting, because a typing mistake that is ignored looks like
/// a setting that works.
/// </remarks>
/// <param name="section">The section of the topology.</param>
/// <param name="defaults">The section whose values hold where that one says nothing.</param>
/// <param name="appHostDirectory">Where relative paths start.</param>
internal sealed class SettingsReader(IConfigurationSection section, IConfiguration defaults, string appHostDirectory)
{
    public const string DefaultsSection = "Defaults";
    public const string PasswordKey = "Password";
    private const int HighestPort = 65_535;

    /// <summary>The highest first port that leaves room for all of a topology's ports.</summary>
    public static int HighestFirstPort(int ports) => HighestPort + 1 - ports;

    /// <summary>Whether a text can stand on a line of redis.conf without starting another one.</summary>
    public static bool IsOneLine(string text) => !text.AsSpan().ContainsAny('\r', '\n');

    private static readonly string[] Keys =
    [
        nameof(TopologySettings.Runtime), "Image", "Tag", nameof(TopologySettings.Executable), PasswordKey,
        nameof(TopologySettings.FirstPort), nameof(TopologySettings.AnnounceAddress), nameof(TopologySettings.DataDirectory),
        "DataVolume", "Configuration", "DownAfterMilliseconds", "FailoverTimeoutMilliseconds", "ClusterNodeTimeoutMilliseconds",
    ];

    /// <summary>Puts what the configuration says into <paramref name="settings"/>; what it does not say stays.</summary>
    /// <param name="settings">The settings to change.</param>
    /// <param name="topology">The name of the topology.</param>
    /// <param name="nodePorts">How many ports the topology needs from <c>FirstPort</c> on.</param>
    /// <exception cref="DistributedApplicationException">A value is not understood, or a key is unknown.</exception>
    public void ReadInto(TopologySettings settings, string topology, int nodePorts)
    {
        RefuseUnknownKeys();
        settings.Runtime = Choice(nameof(TopologySettings.Runtime), settings.Runtime);
        settings.Executable = Text(nameof(TopologySettings.Executable)) ?? settings.Executable;
        settings.Image = (Text("Image") ?? settings.Image?.Name) is { } image ? new ContainerImage(image, Text("Tag") ?? settings.Image?.Tag ?? "latest") : null;
        if (defaults.GetSection(nameof(TopologySettings.FirstPort)) is { } shared && shared.Exists())
        {
            throw Wrong(shared.Path, $"two topologies can not have the same ports; set {section.Path}:{nameof(TopologySettings.FirstPort)} for each");
        }

        settings.FirstPort = Number(nameof(TopologySettings.FirstPort), 1, HighestFirstPort(nodePorts)) ?? settings.FirstPort;
        settings.AnnounceAddress = Address(nameof(TopologySettings.AnnounceAddress)) ?? settings.AnnounceAddress;
        settings.DownAfter = Milliseconds("DownAfterMilliseconds") ?? settings.DownAfter;
        settings.FailoverTimeout = Milliseconds("FailoverTimeoutMilliseconds") ?? settings.FailoverTimeout;
        settings.ClusterNodeTimeout = Milliseconds("ClusterNodeTimeoutMilliseconds") ?? settings.ClusterNodeTimeout;
        if (Text(nameof(TopologySettings.DataDirectory)) is { } directory)
        {
            // What holds for all topologies is where their directories are: each has one for itself.
            var path = System.IO.Path.GetFullPath(directory, appHostDirectory);
            settings.DataDirectory = IsOwn(nameof(TopologySettings.DataDirectory)) ? path : System.IO.Path.Combine(path, topology);
        }

        foreach (var line in Find("Configuration")?.GetChildren() ?? [])
        {
            settings.Configuration.Add(line.Value is { } value && IsOneLine(value)
                ? new(line.Key, value)
                : throw Wrong(line.Path, "a setting of redis.conf is one line"));
        }
    }

    /// <summary>Whether the data is to be kept in volumes.</summary>
    public bool WantsDataVolume() => Text("DataVolume") is { } text
        && (bool.TryParse(text, out var value) ? value : throw Wrong(Path("DataVolume"), $"'{text}' is neither true nor false"));

    /// <summary>The password: null when nothing is said about it, empty for no password.</summary>
    public string? Password() => Find(PasswordKey)?.Value;

    private void RefuseUnknownKeys()
    {
        var children = section.GetChildren().Concat(defaults.GetChildren());
        if (children.FirstOrDefault(child => !Keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw Wrong(unknown.Path, $"there is no such setting; the settings are {string.Join(", ", Keys)}");
        }
    }

    private TEnum Choice<TEnum>(string key, TEnum unset)
        where TEnum : struct, Enum
    {
        var text = Text(key);
        if (text is null)
        {
            return unset;
        }

        return Enum.TryParse<TEnum>(text, ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw Wrong(Path(key), $"'{text}' is none of {string.Join(", ", Enum.GetNames<TEnum>())}");
    }

    private int? Number(string key, int lowest, int highest)
    {
        var text = Text(key);
        if (text is null)
        {
            return null;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= lowest && value <= highest
            ? value
            : throw Wrong(Path(key), $"'{text}' is not a number from {lowest} to {highest}");
    }

    private TimeSpan? Milliseconds(string key) => Number(key, 1, int.MaxValue) is { } value ? TimeSpan.FromMilliseconds(value) : null;

    private IPAddress? Address(string key)
    {
        var text = Text(key);
        if (text is null)
        {
            return null;
        }

        return IPAddress.TryParse(text, out var address) ? address : throw Wrong(Path(key), $"'{text}' is not an IP address");
    }

    private string? Text(string key) => Find(key)?.Value is { Length: > 0 } value ? value : null;

    private IConfigurationSection? Find(string key) =>
        new[] { section.GetSection(key), defaults.GetSection(key) }.FirstOrDefault(found => found.Exists());

    /// <summary>Whether the topology's own section has the setting, rather than the one for all.</summary>
    private bool IsOwn(string key) => section.GetSection(key).Exists();

    private string Path(string key) => Find(key)?.Path ?? $"{section.Path}:{key}";

    private static DistributedApplicationException Wrong(string path, string problem) => new($"{path}: {problem}.");
}
