using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace AppHost;

/// <summary>The settings of this application that are not those of a topology.</summary>
internal static class Settings
{
    private const int DefaultApiPort = 5180;
    private const int HighestPort = 65_535;

    /// <summary>Where the API listens.</summary>
    /// <exception cref="DistributedApplicationException">The setting is not a port.</exception>
    public static int ApiPort(IConfiguration configuration)
    {
        var text = configuration[nameof(ApiPort)];
        if (string.IsNullOrEmpty(text))
        {
            return DefaultApiPort;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= HighestPort
            ? port
            : throw new DistributedApplicationException($"{nameof(ApiPort)}: '{text}' is not a port; write a number from 1 to {HighestPort}.");
    }
}
