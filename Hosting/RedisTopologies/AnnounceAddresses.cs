using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// The one IP address that the nodes of a topology announce. Clients take the addresses that the nodes tell each other,
/// so it must be reached from this machine and from containers alike; host names are no way out, since
/// StackExchange.Redis reads the addresses in CLUSTER NODES.
/// </summary>
internal static class AnnounceAddresses
{
    /// <summary>The bridge that Docker on Linux makes; its gateway address is this machine, as every container sees it.</summary>
    private const string DockerBridge = "docker0";

    /// <summary>The address for processes: nobody but this machine reaches them.</summary>
    public static IPAddress ForProcesses => IPAddress.Loopback;

    /// <summary>The address for containers: the gateway of Docker's bridge on Linux, else this machine's address in its network.</summary>
    public static IPAddress ForContainers()
    {
        var interfaces = NetworkInterface.GetAllNetworkInterfaces();
        var bridge = OperatingSystem.IsLinux() ? interfaces.FirstOrDefault(one => one.Name == DockerBridge) : null;
        return (bridge is null ? null : FirstIPv4(bridge)) ?? LanAddress(interfaces) ?? IPAddress.Loopback;
    }

    /// <summary>On which address the host publishes the port of a container that announces <paramref name="announced"/>.</summary>
    /// <remarks>The bridge's address is reached by nobody else, so publishing there exposes nothing; any other is published on all.</remarks>
    public static string PublishedOn(IPAddress announced)
    {
        var isBridge = NetworkInterface.GetAllNetworkInterfaces().Any(one => one.Name == DockerBridge && announced.Equals(FirstIPv4(one)));
        return isBridge || IPAddress.IsLoopback(announced) ? announced.ToString() : IPAddress.Any.ToString();
    }

    private static IPAddress? LanAddress(IEnumerable<NetworkInterface> interfaces) => interfaces
        .Where(one => one.OperationalStatus == OperationalStatus.Up && one.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .OrderByDescending(one => one.GetIPProperties().GatewayAddresses.Count)
        .Select(FirstIPv4)
        .FirstOrDefault(address => address is not null);

    private static IPAddress? FirstIPv4(NetworkInterface one) => one.GetIPProperties().UnicastAddresses
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork);
}
