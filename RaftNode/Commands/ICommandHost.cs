using RaftNode.Commands.Blocking;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>What the server does about what commands do to keys.</summary>
internal interface ICommandHost
{
    /// <summary>A key was changed or removed: transactions that watch it are not to run.</summary>
    void KeyChanged(Keyspace keyspace, ReadOnlySpan<byte> key);

    /// <summary>Something happened to a key that subscribers of keyspace notifications may want to know.</summary>
    void Notify(KeyEvents kind, ReadOnlySpan<byte> name, Keyspace keyspace, ReadOnlySpan<byte> key);

    /// <summary>Everything in a database is about to go, or to become what another one has.</summary>
    void DatabaseChanges(Keyspace keyspace, Keyspace? becomes);

    /// <summary>All databases were emptied on purpose.</summary>
    void DataCleared();

    /// <summary>A client gets no reply now, and waits until a key of its request may serve it, or the time is over.</summary>
    void Block(IClient client, Keyspace keyspace, BlockedRequest request);

    /// <summary>Whether anybody gets what is written to a client. One for whom more waits than may is closed, and whatever it asked for can end.</summary>
    bool IsWanted(IClient client, RespWriter reply);
}
