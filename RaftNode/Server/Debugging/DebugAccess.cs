using RaftNode.Server.Sessions;

namespace RaftNode.Server.Debugging;

/// <summary>Who may use DEBUG (<c>enable-debug-command</c>).</summary>
internal enum DebugAccess
{
    No,

    /// <summary>Clients on this machine.</summary>
    Local,

    Yes,
}

/// <summary>Judges clients by it.</summary>
internal static class DebugAccessExtensions
{
    public static bool Includes(this DebugAccess access, Session session) =>
        access == DebugAccess.Yes || (access == DebugAccess.Local && session.Socket.IsLoopback);
}
