using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RaftNode.Server.Network;

/// <summary>A socket by its descriptor.</summary>
internal sealed unsafe class LinuxSocket(Socket socket) : INetworkSocket
{
    public int Descriptor { get; } = (int)socket.Handle;

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

    public void Dispose() => socket.Dispose();

    private static bool IsTransient() => Marshal.GetLastPInvokeError() is LinuxCalls.TryAgain or LinuxCalls.Interrupted;
}
