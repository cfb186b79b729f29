using RaftNode.Server.Sessions;

namespace RaftNode.Server.Configuration;

/// <summary>Who may do what could be turned against the server (<c>enable-debug-command</c>, <c>enable-protected-configs</c>).</summary>
internal enum ProtectedAccess
{
    No,

    /// <summary>Clients on this machine.</summary>
    Local,

    Yes,
}

/// <summary>Judges clients by it.</summary>
internal static class ProtectedAccessExtensions
{
    public static bool Includes(this ProtectedAccess access, Session session) =>
        access == ProtectedAccess.Yes || (access == ProtectedAccess.Local && session.Socket.IsLoopback);
}
