using RaftNode.Commands;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;

namespace RaftNode.Server.Clients;

/// <summary>Which clients CLIENT KILL means.</summary>
internal sealed class ClientFilter
{
    private long? _id;
    private string? _address;
    private string? _localAddress;
    private ClientKind? _kind;
    private bool _skipsCaller = true;

    /// <summary>Reads pairs of a word and a value, or answers the error.</summary>
    public static bool TryRead(CommandContext context, int first, out ClientFilter filter)
    {
        filter = new ClientFilter();
        for (var i = first; i < context.Count; i += 2)
        {
            if (i + 1 == context.Count)
            {
                context.Fail(Errors.Syntax);
                return false;
            }

            if (!filter.TryReadOne(context, i))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The one client of an address.</summary>
    public static ClientFilter OfAddress(string address) => new() { _address = address, _skipsCaller = false };

    public bool Takes(Session session, Session caller) =>
        (_id is null || _id == session.Id)
        && (_address is null || _address == session.Socket.RemoteAddress)
        && (_localAddress is null || _localAddress == session.Socket.LocalAddress)
        && (_kind is null || _kind == ClientKinds.Of(session))
        && !(_skipsCaller && session == caller);

    private bool TryReadOne(CommandContext context, int index)
    {
        var value = Errors.Repeated(context[index + 1]);
        if (context.Is(index, "ID"u8))
        {
            if (!StringValues.TryParseInteger(context[index + 1], out var id) || id < 1)
            {
                context.Fail("ERR client-id should be greater than 0"u8);
                return false;
            }

            _id = id;
        }
        else if (context.Is(index, "TYPE"u8))
        {
            return ClientKinds.TryRead(context, index + 1, out _kind);
        }
        else if (context.Is(index, "ADDR"u8))
        {
            _address = value;
        }
        else if (context.Is(index, "LADDR"u8))
        {
            _localAddress = value;
        }
        else if (context.Is(index, "USER"u8))
        {
            if (value != "default")
            {
                context.Fail($"ERR No such user '{value}'");
                return false;
            }
        }
        else if (context.Is(index, "SKIPME"u8) && (context.Is(index + 1, "YES"u8) || context.Is(index + 1, "NO"u8)))
        {
            _skipsCaller = context.Is(index + 1, "YES"u8);
        }
        else
        {
            context.Fail(Errors.Syntax);
            return false;
        }

        return true;
    }
}
