using RaftNode.Server.Network.Linux;
using RaftNode.Server.Network.Portable;

namespace Reactors;

/// <summary>A way to serve many connections.</summary>
/// <param name="Name">As the command line has it.</param>
/// <param name="RunAsync">Serves on a port until the process ends.</param>
internal sealed record Variant(string Name, Func<int, Task> RunAsync)
{
    /// <summary>Makes the runtime go on where a socket became ready, on the thread that waits for all of them.</summary>
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Variables that the runtime reads at its start.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public static IReadOnlyList<Variant> All { get; } =
    [
        new("epoll", port => PollingServer.RunAsync(new LinuxNetwork(), port)),
        new("select", port => PollingServer.RunAsync(new PortableNetwork(), port)),
        new("async", AsynchronousServer.RunAsync),
        new("inline", AsynchronousServer.RunAsync) { Environment = new Dictionary<string, string> { [InlineCompletions] = "1" } },
        new("kestrel", KestrelServer.RunAsync),
    ];
}
