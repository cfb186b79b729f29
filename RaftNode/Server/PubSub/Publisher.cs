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

    /// <summary>Whether a client has subscribed to anything.</summary>
    public bool IsSubscriber(Session session) => CountOf(session) + ShardChannels.CountOf(session) > 0;

    /// <summary>Delivers a message and answers to how many.</summary>
    public int Publish(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        var subscribers = Channels.SubscribersOf(channel);
        foreach (var session in subscribers)
        {
            var writer = outputs.WriterOf(session);
            writer.WritePushHeader(3);
            writer.WriteBulkString("message"u8);
            writer.WriteBulkString(channel);
            writer.WriteBulkString(message);
        }

        var count = subscribers.Count;
        foreach (var (pattern, sessions) in Patterns.Names)
        {
            if (Glob.Matches(pattern, channel))
            {
                Publish(pattern, sessions, channel, message);
                count += sessions.Count;
            }
        }

        return count;
    }

    /// <summary>Delivers a message of a shard channel and answers to how many.</summary>
    public int PublishToShard(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        var subscribers = ShardChannels.SubscribersOf(channel);
        foreach (var session in subscribers)
        {
            var writer = outputs.WriterOf(session);
            writer.WritePushHeader(3);
            writer.WriteBulkString("smessage"u8);
            writer.WriteBulkString(channel);
            writer.WriteBulkString(message);
        }

        return subscribers.Count;
    }

    /// <summary>Forgets a client.</summary>
    public void Forget(Session session)
    {
        Channels.RemoveAll(session);
        Patterns.RemoveAll(session);
        ShardChannels.RemoveAll(session);
    }

    private void Publish(byte[] pattern, List<Session> sessions, ReadOnlySpan<byte> channel, ReadOnlySpan<byte> message)
    {
        foreach (var session in sessions)
        {
            var writer = outputs.WriterOf(session);
            writer.WritePushHeader(4);
            writer.WriteBulkString("pmessage"u8);
            writer.WriteBulkString(pattern);
            writer.WriteBulkString(channel);
            writer.WriteBulkString(message);
        }
    }
}
