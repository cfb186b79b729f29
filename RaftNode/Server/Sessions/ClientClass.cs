namespace RaftNode.Server.Sessions;

/// <summary>The classes of clients that <c>client-output-buffer-limit</c> tells apart.</summary>
internal enum ClientClass
{
    Normal,
    Replica,
    PubSub,
}
