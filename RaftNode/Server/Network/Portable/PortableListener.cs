using System.Net.Sockets;

namespace RaftNode.Server.Network.Portable;

/// <summary>Where connections come in, on any system.</summary>
internal sealed class PortableListener(Socket listener, string? path) : IListener, IPortablePollable
{
    public Socket Socket => listener;

    public int Descriptor => (int)listener.Handle;

    public AcceptOutcome TryAccept(out INetworkSocket? socket)
    {
        socket = null;
        if (!listener.Poll(0, SelectMode.SelectRead))
        {
            return AcceptOutcome.Nothing;
        }

        try
        {
            var accepted = listener.Accept();
            accepted.Blocking = false;
            if (path is null)
            {
                accepted.NoDelay = true;
            }

            socket = new PortableSocket(accepted, path);
            return AcceptOutcome.Accepted;
        }
        catch (SocketException problem)
        {
            // A client that is gone already is no reason to rest.
            return problem.SocketErrorCode is SocketError.WouldBlock or SocketError.Interrupted or SocketError.ConnectionAborted
                ? AcceptOutcome.Nothing
                : AcceptOutcome.Exhausted;
        }
    }

    public void Dispose() => listener.Dispose();
}
