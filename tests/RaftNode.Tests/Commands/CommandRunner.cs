using System.Text;
using RaftNode.Commands;
using RaftNode.Commands.Blocking;
using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Tests.Commands;

/// <summary>Databases and the commands of data, without a server around them.</summary>
internal sealed class CommandRunner : IStoreObserver, ICommandHost, IClient
{
    private const int DatabaseCount = 3;

    private readonly CommandTable _table;
    private readonly CommandContext _context;
    private readonly RespWriter _reply = new();

    public CommandRunner(int seed = 0)
    {
        _table = new CommandTable(CommandFamilies.Rows(RdbSettings));
        State = new StoreState(this) { Now = 1_000_000 };
        Databases = [.. Enumerable.Range(0, DatabaseCount).Select(number => new Keyspace(State, number))];
        _context = new CommandContext(State, Databases, Settings, Propagation, this) { Random = new Random(seed) };
    }

    public StoreState State { get; }

    public StoreSettings Settings { get; } = new();

    public RdbSettings RdbSettings { get; } = new();

    public Keyspace[] Databases { get; }

    public Propagation Propagation { get; } = new();

    public IEnumerable<Command> Commands => _table.All;

    public long Id => 1;

    public RespVersion Version { get; set; }

    public int Database { get; set; }

    /// <summary>Runs a command as the server does, and answers the reply.</summary>
    public RespValue Run(params IReadOnlyList<byte[]> words)
    {
        RunTransaction([words]);
        var unread = _reply.Written.Span;
        return new RespReader().TryRead(ref unread, out var reply) ? reply : RespValue.Null;
    }

    /// <inheritdoc cref="Run(IReadOnlyList{byte[]})"/>
    public RespValue Run(string line) => Run(Words(line));

    /// <summary>Runs commands as one.</summary>
    public void RunTransaction(IEnumerable<IReadOnlyList<byte[]>> requests)
    {
        _reply.Clear();
        foreach (var words in requests)
        {
            Call(RequestOf(words));
        }

        Propagation.Complete();
    }

    /// <summary>The words of a line as redis-cli splits it.</summary>
    public static IReadOnlyList<byte[]> Words(string line) =>
        InlineWords.TrySplit(Encoding.UTF8.GetBytes(line), out var words) ? [.. words] : throw new FormatException(line);

    public void Expired(Keyspace keyspace, ReadOnlySpan<byte> key) => Propagation.Expired(keyspace.Number, key);

    public void Discarded(IStoredObject value) => value.Free();

    public void KeyChanged(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
    }

    public void Notify(KeyEvents kind, ReadOnlySpan<byte> name, Keyspace keyspace, ReadOnlySpan<byte> key)
    {
    }

    public void DatabaseChanges(Keyspace keyspace, Keyspace? becomes)
    {
    }

    public void DataCleared()
    {
    }

    public void Block(IClient client, Keyspace keyspace, BlockedRequest request) =>
        throw new InvalidOperationException("Nobody is there to wait.");

    public bool IsWanted(IClient client, RespWriter reply) => !reply.IsOverflowed;

    private static RespRequest RequestOf(IReadOnlyList<byte[]> words)
    {
        var writer = new RespWriter();
        writer.WriteArrayHeader(words.Count);
        foreach (var word in words)
        {
            writer.WriteBulkString(word);
        }

        var reader = new RespRequestReader();
        var length = writer.WrittenCount;
        for (var written = 0; written < length;)
        {
            var buffer = reader.GetBuffer();
            var count = Math.Min(buffer.Length, length - written);
            writer.Written.Slice(written, count).CopyTo(buffer);
            reader.Advance(count);
            written += count;
        }

        return reader.TryRead(out var request) ? request : throw new FormatException("This is no request.");
    }

    private void Call(RespRequest request)
    {
        var command = _table.Find(request) ?? throw new FormatException($"There is no command {Encoding.UTF8.GetString(request[0])}.");
        Assert.True(command.Accepts(request.Count), $"{command.Name} does not take {request.Count} words");
        _context.Begin(command, request, this, _reply, mayBlock: false);
        _context.Run();
    }
}
