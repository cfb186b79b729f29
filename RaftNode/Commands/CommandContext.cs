using System.Text;
using RaftNode.Commands.Blocking;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>What a command is given: its arguments, the data, the time, and where the reply goes. One serves all commands in turn.</summary>
internal sealed class CommandContext(
    StoreState state, IReadOnlyList<Keyspace> databases, StoreSettings settings, Propagation propagation, ICommandHost host)
{
    private RespRequest _request;

    /// <summary>How many strings the request has, the name included.</summary>
    public int Count => _request.Count;

    /// <summary>The request itself; it is gone when the command has ended.</summary>
    public RespRequest Request => _request;

    /// <summary>One of its strings; it is gone with the request.</summary>
    public ReadOnlySpan<byte> this[int index] => _request[index];

    /// <summary>The row of the table that is executed.</summary>
    public Command Command { get; private set; } = null!;

    public IClient Client { get; private set; } = null!;

    public RespWriter Reply { get; private set; } = null!;

    /// <summary>The database that the caller has selected.</summary>
    public Keyspace Database { get; private set; } = null!;

    public IReadOnlyList<Keyspace> Databases { get; } = databases;

    public StoreState State { get; } = state;

    public StoreSettings Settings { get; } = settings;

    /// <summary>Chance, the same for all members of a group.</summary>
    public Random Random { get; set; } = new();

    /// <summary>In milliseconds of Unix time.</summary>
    public long Now => State.Now;

    /// <summary>How many changes the command has made; none, and its request is not propagated.</summary>
    public long Changes { get; private set; }

    /// <summary>What others are told of the changes.</summary>
    public Propagation Propagation { get; } = propagation;

    /// <summary>The errors of all commands so far.</summary>
    public ErrorCounts ErrorCounts { get; } = new();

    /// <summary>The strings of the request that MONITOR and SLOWLOG do not show, by their number: passwords.</summary>
    public List<int> Hidden { get; } = [];

    /// <summary>Whether the command has answered an error.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Whether the client may be made to wait; inside a transaction nobody waits.</summary>
    public bool MayBlock { get; private set; }

    /// <summary>Whether it is one of the commands of a transaction.</summary>
    public bool IsInTransaction => !MayBlock;

    /// <summary>The key that became ready, when a client is served that was made to wait for it; null when a client asks.</summary>
    public byte[]? ReadyKey { get; private set; }

    /// <summary>Whether the reply is still of use; what takes as long as its reply is long asks for this as it goes on.</summary>
    public bool IsReplyWanted => host.IsWanted(Client, Reply);

    /// <summary>Whether the client waits, and has no reply yet.</summary>
    public bool HasBlocked { get; private set; }

    public void Begin(Command command, in RespRequest request, IClient client, RespWriter reply, bool mayBlock = true, byte[]? readyKey = null)
    {
        _request = request;
        Command = command;
        Client = client;
        Reply = reply;
        Database = Databases[client.Database];
        Changes = 0;
        HasFailed = false;
        HasBlocked = false;
        MayBlock = mayBlock;
        ReadyKey = readyKey;
        Hidden.Clear();
        Propagation.Begin(client.Database);
    }

    /// <summary>Does what the command says, and tells others what it has changed.</summary>
    public void Run()
    {
        // EXEC runs others in between.
        var command = Command;
        State.IsReading = command.Flags.HasFlag(CommandFlags.ReadOnly);
        command.Method(this);
        State.IsReading = false;
        if (command.IsWrite && Changes > 0)
        {
            State.Changes += Changes;
            Propagation.End(_request);
        }
    }

    /// <summary>Makes the client wait until one of its keys holds a value of a type; where nobody waits it is answered null.</summary>
    /// <param name="type">The type.</param>
    /// <param name="firstKey">Where the keys begin in the request.</param>
    /// <param name="keyCount">How many there are.</param>
    /// <param name="deadline">As <see cref="BlockingTimeout"/> reads it.</param>
    public void Block(DataType type, int firstKey, int keyCount, long deadline)
    {
        if (!MayBlock)
        {
            Reply.WriteNullArray();
            return;
        }

        // Whoever is served and finds nothing waits already.
        HasBlocked = true;
        if (ReadyKey is null)
        {
            host.Block(Client, Database, new BlockedRequest(Command, _request.Copy(), type, firstKey, keyCount, deadline));
        }
    }

    /// <summary>Makes the client wait until the time is over, if it may.</summary>
    public void Block(long deadline, Action<RespWriter> answer)
    {
        HasBlocked = true;
        host.Block(Client, Database, new BlockedRequest(Command, _request.Copy(), default, 0, 0, deadline) { AnswerTimeout = answer });
    }

    /// <summary>Answers an error, in Redis's words.</summary>
    public void Fail(ReadOnlySpan<byte> error)
    {
        HasFailed = true;
        ErrorCounts.Add(error);
        Reply.WriteError(error);
    }

    /// <summary>Answers an error that repeats something of the request, as <see cref="Errors.Repeated"/> has it.</summary>
    public void Fail(string error) => Fail(Errors.BytesOf(error));

    /// <summary>Answers that a subcommand is not given so many arguments.</summary>
    public void FailSubcommand() => Fail(Errors.SubcommandSyntax(this[1], Command));

    /// <summary>Notes that the value of a key has changed, or is gone, and tells who wants to know.</summary>
    /// <param name="key">The key.</param>
    /// <param name="kind">The class of the event.</param>
    /// <param name="name">The name of the event.</param>
    /// <param name="changes">How many changes it counts for.</param>
    public void Changed(ReadOnlySpan<byte> key, KeyEvents kind, ReadOnlySpan<byte> name, long changes = 1) =>
        Changed(Database, key, kind, name, changes);

    /// <summary>As <see cref="Changed(ReadOnlySpan{byte}, KeyEvents, ReadOnlySpan{byte}, long)"/>, of a key in a database that is not selected.</summary>
    public void Changed(Keyspace database, ReadOnlySpan<byte> key, KeyEvents kind, ReadOnlySpan<byte> name, long changes = 1)
    {
        Changes += changes;
        host.KeyChanged(database, key);
        host.Notify(kind, name, database, key);
    }

    /// <summary>Tells who watches a key or waits for it that it has come, which counts for no change and has no event of its own.</summary>
    public void Came(ReadOnlySpan<byte> key) => host.KeyChanged(Database, key);

    /// <summary>Removes the key of the request when nothing is left in its value: no collection is empty.</summary>
    public void RemoveIfEmpty(long count) => RemoveIfEmpty(this[1], count);

    /// <inheritdoc cref="RemoveIfEmpty(long)"/>
    public void RemoveIfEmpty(ReadOnlySpan<byte> key, long count)
    {
        if (count == 0)
        {
            Database.Remove(key);
            Notify(KeyEvents.Generic, "del"u8, key);
        }
    }

    /// <summary>Tells of something that happened to a key beside the change that was noted.</summary>
    public void Notify(KeyEvents kind, ReadOnlySpan<byte> name, ReadOnlySpan<byte> key) => host.Notify(kind, name, Database, key);

    /// <summary>Empties a database.</summary>
    public void Clear(Keyspace database, long changes)
    {
        Changes += changes;
        host.DatabaseChanges(database, becomes: null);
        database.Clear();
    }

    /// <summary>Empties all databases, which counts for no change: what is to be there is loaded next.</summary>
    public void ClearAll()
    {
        foreach (var database in Databases)
        {
            Clear(database, changes: 0);
        }
    }

    /// <summary>Notes that all databases were emptied.</summary>
    public void DataCleared() => host.DataCleared();

    /// <summary>Notes that two databases are about to change places.</summary>
    public void Swapped(Keyspace first, Keyspace second)
    {
        Changes++;
        host.DatabaseChanges(first, becomes: second);
        host.DatabaseChanges(second, becomes: first);
    }

    /// <summary>Whether an argument is a word, in any case.</summary>
    public bool Is(int index, ReadOnlySpan<byte> word) => Ascii.EqualsIgnoreCase(this[index], word);

    /// <summary>Reads an argument that is a number of 64 bits, or answers the error.</summary>
    public bool TryReadInteger(int index, out long number) => TryReadInteger(index, Errors.NotAnInteger, out number);

    /// <inheritdoc cref="TryReadInteger(int, out long)"/>
    public bool TryReadInteger(int index, ReadOnlySpan<byte> error, out long number)
    {
        if (StringValues.TryParseInteger(this[index], out number))
        {
            return true;
        }

        Fail(error);
        return false;
    }

    /// <summary>Reads how many are wanted, which the caller may negate, or answers the error.</summary>
    public bool TryReadCount(int index, out long count)
    {
        if (!TryReadInteger(index, out count))
        {
            return false;
        }

        if (count != long.MinValue)
        {
            return true;
        }

        Fail(Errors.NotACount);
        return false;
    }

    /// <summary>Reads an argument that is a number and no less than a bound; else answers an error for either.</summary>
    public bool TryReadAtLeast(int index, long least, ReadOnlySpan<byte> error, out long number)
    {
        if (!TryReadInteger(index, error, out number))
        {
            return false;
        }

        if (number < least)
        {
            Fail(error);
        }

        return number >= least;
    }

    /// <summary>Reads an argument that is a number of 32 bits, or answers the error.</summary>
    public bool TryReadInt32(int index, out int number)
    {
        number = 0;
        if (!TryReadInteger(index, out var wide))
        {
            return false;
        }

        if (wide is < int.MinValue or > int.MaxValue)
        {
            Fail(Errors.NotAnInt32);
            return false;
        }

        number = (int)wide;
        return true;
    }

    /// <summary>Finds a key. Answers the error, and false, when it holds another type; the entry may be none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="type">The type.</param>
    /// <param name="entry">Its entry.</param>
    /// <param name="isRead">Whether a command that changes data only reads this key.</param>
    public bool TryFind(ReadOnlySpan<byte> key, DataType type, out Entry entry, bool isRead = false)
    {
        entry = Database.Find(key);
        if (isRead)
        {
            Database.CountRead(key, !entry.IsNone);
        }

        return IsOf(type, entry);
    }

    /// <summary>Whether an entry holds a type, or is none; else the error is answered.</summary>
    public bool IsOf(DataType type, Entry entry)
    {
        if (entry.IsNone || entry.Type == type)
        {
            return true;
        }

        Fail(Errors.WrongType);
        return false;
    }
}
