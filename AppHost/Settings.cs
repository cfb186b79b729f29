using System.Globalization;
using System.Net.NetworkInformation;

namespace AppHost;

/// <summary>The settings of this application that are not those of a topology.</summary>
internal static class Settings
{
    private const int DefaultApiPort = 5180;
    private const int HighestPort = 65_535;

    /// <summary>Where the API listens.</summary>
    /// <exception cref="DistributedApplicationException">The setting is not a port, or somebody else has the port.</exception>
    public static int ApiPort(IDistributedApplicationBuilder builder)
    {
        var text = builder.Configuration[nameof(ApiPort)];
        var port = DefaultApiPort;
        if (!string.IsNullOrEmpty(text)
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= HighestPort))
        {
            throw new DistributedApplicationException($"{nameof(ApiPort)}: '{text}' is not a port; write a number from 1 to {HighestPort}.");
        }

        return builder.ExecutionContext.IsRunMode && IsInUse(port)
            ? throw new DistributedApplicationException(
                $"The API's port {port} is in use: end the process that has it, or choose another one with --{nameof(ApiPort)}={port + 1}.")
            : port;
    }

    /// <summary>Whether a single RaftNode server runs beside the topologies: the setting <c>RaftNode</c>.</summary>
    /// <exception cref="DistributedApplicationException">The setting is neither <c>true</c> nor <c>false</c>.</exception>
    public static bool RunsRaftNode(IDistributedApplicationBuilder builder)
    {
        var text = builder.Configuration["RaftNode"];
        return !string.IsNullOrEmpty(text)
            && (bool.TryParse(text, out var runs) ? runs : throw new DistributedApplicationException($"RaftNode: '{text}' is not a choice; write true or false."));
    }

    private static bool IsInUse(int port) =>
        IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);
}
