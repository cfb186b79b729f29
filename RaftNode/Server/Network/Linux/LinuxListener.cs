using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RaftNode.Server.Network.Linux;

/// <summary>Where connections come in, by TCP or a Unix socket.</summary>
internal sealed unsafe class LinuxListener(Socket listener, string? path) : IListener
{
    public int Descriptor => (int)listener.Handle;

    public AcceptOutcome TryAccept(out INetworkSocket? socket)
    {
        socket = null;
        var descriptor = LinuxCalls.Accept(Descriptor, address: null, length: null, LinuxCalls.NonBlocking | LinuxCalls.CloseOnExec);
        if (descriptor < 0)
        {
            // A client that is gone already is no reason to rest.
            return Marshal.GetLastPInvokeError() is LinuxCalls.TryAgain or LinuxCalls.Interrupted or LinuxCalls.ConnectionAborted
                ? AcceptOutcome.Nothing
                : AcceptOutcome.Exhausted;
        }

        var accepted = new LinuxSocket(descriptor, path);
        if (path is null)
        {
            accepted.NoDelay();
        }

        socket = accepted;
        return AcceptOutcome.Accepted;
    }

    public void Dispose() => listener.Dispose();
}
