using RedisLib.Resp;

namespace RedisLib.Connections;

/// <summary>
/// What is said on a new connection before callers may use it: the protocol (HELLO, or RESP2 for a server that has none), the
/// password, the client's name, and the set-up commands. Runs on the connection's own thread.
/// </summary>
internal sealed class Handshake(
    NodeConnectionOptions options, NodeSocket socket, Deadline deadline, CancellationToken cancellationToken)
{
    /// <summary>Replies to a handshake are short: HELLO's is some 200 bytes.</summary>
    private const int ReceiveBytes = 4096;

    private readonly byte[] _received = new byte[ReceiveBytes];

    public static RedisCommand Ping { get; } = RedisCommand.Create("PING");

    public NodeSocket Socket { get; } = socket;

    public RespReader Reader { get; } = new(options.ReplyLimits);

    public RespVersion Protocol { get; private set; } = RespVersion.Resp2;

    public bool HasSubscribed { get; private set; }

    /// <summary>What came behind the last reply.</summary>
    public ReadOnlyMemory<byte> Unread { get; private set; }

    /// <summary>Takes every step, or throws.</summary>
    /// <exception cref="RedisServerException">The server refused a step.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">The connection broke.</exception>
    /// <exception cref="RespProtocolException">The peer does not speak RESP.</exception>
    /// <exception cref="TimeoutException">The deadline came first.</exception>
    public void Run()
    {
        if (options.Protocol != RespVersion.Resp3 || !TryHello())
        {
            IntroduceInResp2();
        }

        foreach (var command in options.SetupCommands)
        {
            _ = Demand(Ask(command));
        }
    }

    private bool TryHello()
    {
        List<RedisArgument> arguments = [(int)RespVersion.Resp3];
        if (options.Password is not null)
        {
            arguments.AddRange(["AUTH", options.User ?? "default", options.Password]);
        }

        if (options.ClientName is not null)
        {
            arguments.AddRange(["SETNAME", options.ClientName]);
        }

        var reply = Ask(RedisCommand.Create("HELLO", [.. arguments]));
        if (reply.IsError && IsHelloUnknown(reply))
        {
            return false;
        }

        _ = Demand(reply);
        Protocol = RespVersion.Resp3;
        return true;
    }

    private static bool IsHelloUnknown(RespValue error) => error.ErrorCode == "NOPROTO"
        || error.AsString().StartsWith("ERR unknown command", StringComparison.OrdinalIgnoreCase);

    private void IntroduceInResp2()
    {
        if (options.Password is not null)
        {
            _ = Demand(Ask(options.User is null
                ? RedisCommand.Create("AUTH", options.Password)
                : RedisCommand.Create("AUTH", options.User, options.Password)));
        }

        if (options.ClientName is not null)
        {
            _ = Demand(Ask(RedisCommand.Create("CLIENT", "SETNAME", options.ClientName)));
        }

        // Shows a missing password now and not at the first caller. A server that is loading its data answers later.
        var pong = Ask(Ping);
        if (pong.ErrorCode is not ("LOADING" or "MASTERDOWN"))
        {
            _ = Demand(pong);
        }
    }

    private RespValue Demand(RespValue reply) =>
        reply.IsError ? throw new RedisServerException(reply.ErrorCode, reply.AsString(), options.Endpoint) : reply;

    private RespValue Ask(RedisCommand command)
    {
        var subscription = PushMessages.SubscriptionOf(command);
        HasSubscribed |= subscription is not null;
        var rest = command.Wire.AsSpan();
        while (!rest.IsEmpty)
        {
            var sent = Socket.SendSome(rest);
            rest = rest[sent..];
            if (sent == 0)
            {
                Socket.WaitUntilWritable();
                CheckDeadline();
            }
        }

        RespValue reply = default;
        for (var expected = subscription is null ? 1 : command.ArgumentCount; expected > 0 && !reply.IsError; expected--)
        {
            reply = ReadReply(subscription);
        }

        return reply;
    }

    private RespValue ReadReply(string? subscription)
    {
        while (true)
        {
            var unread = Unread.Span;
            var isComplete = Reader.TryRead(ref unread, out var value);
            Unread = Unread[^unread.Length..];
            if (!isComplete)
            {
                var count = Socket.Receive(_received, deadline, cancellationToken);
                Unread = count > 0 ? _received.AsMemory(0, count) : throw new EndOfStreamException();
            }
            else if (PushMessages.IsMessage(value, Protocol, HasSubscribed, subscription))
            {
                options.PushHandler?.Invoke(value);
            }
            else
            {
                return value;
            }
        }
    }

    private void CheckDeadline()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (deadline.HasPassed)
        {
            throw new TimeoutException();
        }
    }
}
