using System.Runtime.InteropServices;

namespace RaftNode.Server.Network.Linux;

/// <summary>A connection by its descriptor.</summary>
/// <param name="descriptor">It is closed with this.</param>
/// <param name="path">The path of the Unix socket that it came by, or null.</param>
internal sealed unsafe class LinuxSocket(int descriptor, string? path) : INetworkSocket
{
    /// <summary>Probes that stay unanswered until a connection counts as broken.</summary>
    private const int KeepAliveProbes = 3;

    public int Descriptor { get; } = descriptor;

    public bool IsUnix => path is not null;

    public bool IsLoopback => IsUnix || SocketName.IsLoopback(Descriptor);

    public string RemoteAddress => SocketName.OfPeer(Descriptor, path);

    public string LocalAddress => SocketName.OfSelf(Descriptor, path);

    public int Receive(Span<byte> target)
    {
        fixed (byte* bytes = target)
        {
            var count = LinuxCalls.Receive(Descriptor, bytes, (nuint)target.Length, 0);
            return count >= 0 ? (int)count : IsTransient() ? -1 : 0;
        }
    }

    public int Send(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            var count = LinuxCalls.Send(Descriptor, first, (nuint)bytes.Length, LinuxCalls.NoSignal);
            return count >= 0 ? (int)count : IsTransient() ? 0 : -1;
        }
    }

    /// <summary>Sends small replies at once.</summary>
    public void NoDelay() => Set(LinuxCalls.LevelTcp, LinuxCalls.OptionNoDelay, 1);

    public void KeepAlive(int seconds)
    {
        Set(LinuxCalls.LevelSocket, LinuxCalls.OptionKeepAlive, 1);
        Set(LinuxCalls.LevelTcp, LinuxCalls.OptionKeepAliveIdle, seconds);
        Set(LinuxCalls.LevelTcp, LinuxCalls.OptionKeepAliveInterval, Math.Max(1, seconds / KeepAliveProbes));
        Set(LinuxCalls.LevelTcp, LinuxCalls.OptionKeepAliveCount, KeepAliveProbes);
    }

    public void Dispose() => _ = LinuxCalls.Close(Descriptor);

    private static bool IsTransient() => Marshal.GetLastPInvokeError() is LinuxCalls.TryAgain or LinuxCalls.Interrupted;

    /// <summary>A connection that does without an option is a connection all the same.</summary>
    private void Set(int level, int option, int value) => _ = LinuxCalls.SetOption(Descriptor, level, option, &value, sizeof(int));
}
