namespace RaftNode.Server.Sessions;

/// <summary>A client in words.</summary>
internal static class ClientText
{
    /// <summary>As little as a log needs to tell one from another.</summary>
    public static string NameOf(Session session) => session.Name.Length == 0
        ? $"id={session.Id} addr={session.Socket.RemoteAddress}"
        : $"id={session.Id} addr={session.Socket.RemoteAddress} name={session.Name}";
}
