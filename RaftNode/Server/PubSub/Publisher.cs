using RaftNode.Commands.Keys;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.PubSub;

/// <summary>Delivers messages to those who have subscribed. https://redis.io/docs/latest/develop/interact/pubsub/</summary>
internal sealed class Publisher(Outputs outputs)
{
    public Subscriptions Channels { get; } = new();

    public Subscriptions Patterns { get; } = new();

    public Subscriptions ShardChannels { get; } = new();

    /// <summary>How many channels and patterns a client has subscribed to.</summary>
    public int CountOf(Session session) => Channels.CountOf(session) + Patterns.CountOf(session);

    /// <summary>Delivers a message and answers to how many.</summary>
    public int Publish(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        var count = Deliver(Channels.SubscribersOf(channel), "message"u8, pattern: null, channel, message);
        foreach (var (pattern, sessions) in Patterns.Names)
        {
            if (Glob.Matches(pattern, channel))
            {
                count += Deliver(sessions, "pmessage"u8, pattern, channel, message);
            }
        }

        return count;
    }

    /// <summary>Delivers a message of a shard channel and answers to how many.</summary>
    public int PublishToShard(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message) =>
        Deliver(ShardChannels.SubscribersOf(channel), "smessage"u8, pattern: null, channel, message);

    /// <summary>Forgets a client.</summary>
    public void Forget(Session session)
    {
        Channels.RemoveAll(session);
        Patterns.RemoveAll(session);
        ShardChannels.RemoveAll(session);
    }

    private int Deliver(
        IReadOnlyList<Session> sessions, ReadOnlySpan<byte> kind, byte[]? pattern, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        for (var i = 0; i < sessions.Count; i++)
        {
            var writer = outputs.WriterOf(sessions[i]);
            writer.WritePushHeader(pattern is null ? 3 : 4);
            writer.WriteBulkString(kind);
            if (pattern is not null)
            {
                writer.WriteBulkString(pattern);
            }

            writer.WriteBulkString(channel);
            writer.WriteBulkString(message);
        }

        return sessions.Count;
    }
}
