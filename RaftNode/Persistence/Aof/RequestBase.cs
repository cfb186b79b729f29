using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;
using RaftNode.Store.Values;
using RedisLib.Resp;

namespace RaftNode.Persistence.Aof;

/// <summary>
/// Writes the data of an RDB file as requests, for a base that people can read. It goes key by key, so that no more than one value is in
/// memory, and knows nothing of the server's own data: any thread may do it.
/// </summary>
internal sealed class RequestBase : IStoreObserver
{
    /// <summary>Redis's AOF_REWRITE_ITEMS_PER_CMD: a request is executed as a whole when the log is loaded, and should not take long.</summary>
    private const int MaxElements = 64;

    /// <summary>What is written is handed on from here on, between two requests: a key may have far more than memory should hold twice.</summary>
    private const int PieceBytes = 256 * 1024;

    private readonly Stream _target;
    private readonly StoreState _state;
    private readonly Keyspace[] _databases;
    private readonly RdbLoader _loader;
    private readonly RespWriter _requests = new(RespVersion.Resp2);
    private int _selected;

    private RequestBase(Stream rdb, Stream target, int databases, StoreSettings storeSettings, RdbSettings rdbSettings)
    {
        _target = target;
        _state = new StoreState(this);
        _databases = [.. Enumerable.Range(0, databases).Select(number => new Keyspace(_state, number))];
        _loader = new RdbLoader(rdb, _databases, _state, storeSettings, rdbSettings) { KeepsExpired = true };
    }

    /// <summary>Writes all keys.</summary>
    /// <param name="rdb">The file.</param>
    /// <param name="target">Takes the requests.</param>
    /// <param name="databases">How many databases there are.</param>
    /// <param name="storeSettings">How values are held.</param>
    /// <param name="rdbSettings">Whether the checksum is looked at.</param>
    /// <exception cref="RdbException">The file is damaged.</exception>
    /// <exception cref="IOException">It cannot be read, the target does not take it, or a request would be longer than 2 GB.</exception>
    public static void Write(Stream rdb, Stream target, int databases, StoreSettings storeSettings, RdbSettings rdbSettings) =>
        new RequestBase(rdb, target, databases, storeSettings, rdbSettings).Write();

    public void Expired(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        // Nobody looks for keys.
    }

    public void Discarded(IStoredObject value) => value.Free();

    private void Write()
    {
        while (_loader.Load(entries: 1))
        {
            foreach (var database in _databases)
            {
                if (database.Count > 0)
                {
                    Blocks.ForEach(database.Scan, block => Write(database.Number, new Entry(block)));
                    database.Clear();
                }
            }
        }

        HandOn();
    }

    private void HandOn()
    {
        if (_requests.IsOverflowed)
        {
            throw new IOException("Some elements of one key take more than 2 GB, which is more than a request of the AOF may have");
        }

        _target.Write(_requests.Written.Span);
        _requests.Clear();
    }

    private void Write(int database, Entry entry)
    {
        if (_selected != database)
        {
            _selected = database;
            _requests.WriteArrayHeader(2);
            _requests.WriteBulkString("SELECT"u8);
            _requests.WriteBulkInteger(database);
        }

        switch (entry.Type)
        {
            case DataType.String:
                WriteString(entry);
                break;
            case DataType.List:
                WriteList(entry);
                break;
            case DataType.Set:
                WriteElements<SetValue>("SADD"u8, entry, static (requests, name, _) => requests.WriteBulkString(name));
                break;
            case DataType.Hash:
                WriteElements<HashValue>("HMSET"u8, entry, static (requests, name, value) => WritePair(requests, name, value));
                break;
            case DataType.SortedSet:
                WriteElements<ZsetValue>("ZADD"u8, entry, static (requests, member, score) => WritePair(requests, score, member));
                break;
        }

        if (entry.ExpiresAt != 0)
        {
            Begin("PEXPIREAT"u8, entry, 1);
            _requests.WriteBulkInteger(entry.ExpiresAt);
        }
    }

    private void WriteString(Entry entry)
    {
        Span<byte> scratch = stackalloc byte[StringValues.MaxIntegerBytes];
        Begin("SET"u8, entry, 1);
        _requests.WriteBulkString(StringValues.TextOf(entry, scratch));
    }

    private void WriteList(Entry entry)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var list = new ListValue(entry, _state.Objects);
        var left = list.Count;
        for (var cursor = list.CursorAt(list.Seek(ListEnd.Left)); !cursor.IsEnd; cursor.Next())
        {
            if ((list.Count - left) % MaxElements == 0)
            {
                Begin("RPUSH"u8, entry, (int)Math.Min(left, MaxElements));
            }

            _requests.WriteBulkString(cursor.Current.Text(scratch));
            left--;
        }
    }

    private void WriteElements<TValue>(ReadOnlySpan<byte> command, Entry entry, WriteElement write)
        where TValue : struct, IElementValue<TValue>
    {
        var name = command.ToArray();
        var value = TValue.Of(entry, _state.Objects);
        var words = TValue.HasValues ? 2 : 1;
        var left = value.Count;
        value.ForEach((element, content) =>
        {
            if ((value.Count - left) % MaxElements == 0)
            {
                Begin(name, entry, words * Math.Min(left, MaxElements));
            }

            write(_requests, element, content);
            left--;
        });
    }

    private static void WritePair(RespWriter requests, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        requests.WriteBulkString(first);
        requests.WriteBulkString(second);
    }

    /// <summary>Begins a request with so many words after the key.</summary>
    private void Begin(ReadOnlySpan<byte> command, Entry entry, int words)
    {
        if (_requests.WrittenCount > PieceBytes || _requests.IsOverflowed)
        {
            HandOn();
        }

        _requests.WriteArrayHeader(2 + words);
        _requests.WriteBulkString(command);
        _requests.WriteBulkString(entry.Key);
    }

    private delegate void WriteElement(RespWriter requests, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);
}
