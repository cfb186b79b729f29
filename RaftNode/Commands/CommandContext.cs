using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>What a command is given: its arguments, the data, the time, and where the reply goes. One serves all commands in turn.</summary>
internal sealed class CommandContext(StoreState state, IReadOnlyList<Keyspace> databases)
{
    private RespRequest _request;

    /// <summary>How many strings the request has, the name included.</summary>
    public int Count => _request.Count;

    /// <summary>One of them; it is gone with the request.</summary>
    public ReadOnlySpan<byte> this[int index] => _request[index];

    public RespWriter Reply { get; private set; } = null!;

    /// <summary>The database that the caller has selected.</summary>
    public Keyspace Database { get; private set; } = null!;

    public IReadOnlyList<Keyspace> Databases { get; } = databases;

    public StoreState State { get; } = state;

    /// <summary>In milliseconds of Unix time.</summary>
    public long Now => State.Now;

    /// <summary>How many changes the command has made; none, and it is not kept in the log of writes.</summary>
    public long Changes { get; private set; }

    /// <summary>Whether the command has answered an error.</summary>
    public bool HasFailed { get; private set; }

    public void Begin(in RespRequest request, RespWriter reply, Keyspace database)
    {
        _request = request;
        Reply = reply;
        Database = database;
        Changes = 0;
        HasFailed = false;
    }

    /// <summary>Answers an error, in Redis's words.</summary>
    public void Fail(ReadOnlySpan<byte> error)
    {
        HasFailed = true;
        Reply.WriteError(error);
    }

    /// <summary>Notes that a key has changed, or is gone.</summary>
    public void Changed(ReadOnlySpan<byte> key)
    {
        _ = key;
        Changes++;
    }

    /// <summary>Whether an argument is a word, in any case.</summary>
    public bool Is(int index, ReadOnlySpan<byte> upperCase) => System.Text.Ascii.EqualsIgnoreCase(this[index], upperCase);

    /// <summary>Reads an argument that is a number of 64 bits, or answers the error.</summary>
    public bool TryReadInteger(int index, out long number) => TryReadInteger(index, out number, Errors.NotAnInteger);

    public bool TryReadInteger(int index, out long number, ReadOnlySpan<byte> error)
    {
        if (StringValues.TryParseInteger(this[index], out number))
        {
            return true;
        }

        Fail(error);
        return false;
    }

    /// <summary>Finds a key for reading. Answers the error, and false, when it holds another type; the entry may be none.</summary>
    public bool TryFind(ReadOnlySpan<byte> key, DataType type, out Entry entry)
    {
        entry = Database.Find(key);
        return IsOf(type, entry);
    }

    /// <summary>As <see cref="TryFind"/>, of a key that is going to change.</summary>
    public bool TryFindForChange(ReadOnlySpan<byte> key, DataType type, out Entry entry)
    {
        entry = Database.FindForChange(key);
        return IsOf(type, entry);
    }

    private bool IsOf(DataType type, Entry entry)
    {
        if (entry.IsNone || entry.Type == type)
        {
            return true;
        }

        Fail(Errors.WrongType);
        return false;
    }
}
