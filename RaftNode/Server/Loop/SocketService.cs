using RaftNode.Server.Network;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Loop;

/// <summary>Serves a socket that is ready.</summary>
internal sealed class SocketService(SessionTable sessions, Acceptor acceptor, Inputs inputs, Wire wire, Answers answers)
{
    /// <summary>Accepts who comes, sends what waits, and executes what a client asks for.</summary>
    /// <param name="token">Whose socket it is, or which listener.</param>
    /// <param name="readiness">What it is ready for.</param>
    public void Serve(int token, Readiness readiness)
    {
        if (token >= SessionTable.FirstListenerToken)
        {
            acceptor.Accept(token);
            return;
        }

        if (sessions[token] is not { } session)
        {
            return;
        }

        if ((readiness & Readiness.Write) != Readiness.None)
        {
            answers.SendTo(session);
        }

        if ((readiness & Readiness.Read) == Readiness.None || session.IsClosed)
        {
            return;
        }

        if (inputs.Receive(session))
        {
            wire.Watch(session);
        }
        else
        {
            wire.Close(session);
        }
    }
}
