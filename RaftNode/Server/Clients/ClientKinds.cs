using RaftNode.Commands;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Clients;

/// <summary>The types of clients that CLIENT LIST and CLIENT KILL tell apart.</summary>
internal enum ClientKind
{
    Normal,
    Master,
    Replica,
    PubSub,
}

/// <summary>Reads and finds the types of clients.</summary>
internal static class ClientKinds
{
    public static ClientKind Of(Session session) => session.Class == ClientClass.PubSub ? ClientKind.PubSub : ClientKind.Normal;

    /// <summary>Reads the name of a type, or answers the error.</summary>
    public static bool TryRead(CommandContext context, int index, out ClientKind? kind)
    {
        var name = Errors.Repeated(context[index]);
        kind = name.ToLowerInvariant() switch
        {
            "normal" => ClientKind.Normal,
            "master" => ClientKind.Master,
            "replica" or "slave" => ClientKind.Replica,
            "pubsub" => ClientKind.PubSub,
            _ => null,
        };
        if (kind is null)
        {
            context.Fail($"ERR Unknown client type '{name}'");
        }

        return kind is not null;
    }
}
