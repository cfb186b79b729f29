using RaftNode.Server.Network;

namespace RaftNode.Server.Sessions;

/// <summary>The connection of a session that nobody is connected to.</summary>
internal sealed class NoSocket : INetworkSocket
{
    public static NoSocket Instance { get; } = new();

    public int Descriptor => throw new InvalidOperationException("Nobody is connected.");

    public string RemoteAddress => "";

    public string LocalAddress => "";

    public bool IsUnix => false;

    public bool IsLoopback => true;

    public void KeepAlive(int seconds)
    {
    }

    public int Receive(Span<byte> target) => 0;

    public int Send(ReadOnlySpan<byte> bytes) => -1;

    public void Dispose()
    {
    }
}
