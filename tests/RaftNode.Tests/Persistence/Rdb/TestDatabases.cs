using System.Text;
using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;
using RaftNode.Store.Values;
using RedisLib;

namespace RaftNode.Tests.Persistence.Rdb;

/// <summary>Some databases, filled and compared.</summary>
internal sealed class TestDatabases : IStoreObserver, IDisposable
{
    public const int Count = 4;

    public TestDatabases()
    {
        State = new StoreState(this) { Now = 1_000_000 };
        All = [.. Enumerable.Range(0, Count).Select(number => new Keyspace(State, number))];
    }

    public StoreState State { get; }

    public StoreSettings Settings { get; } = new();

    public RdbSettings RdbSettings { get; } = new();

    public IReadOnlyList<Keyspace> All { get; }

    public Keyspace this[int number] => All[number];

    /// <summary>All of them as an RDB file.</summary>
    public byte[] Save(params (string Name, string Value)[] auxiliary)
    {
        var stream = new MemoryStream();
        RdbSaver.Save(stream, All, State.Objects, RdbSettings, auxiliary);
        return stream.ToArray();
    }

    /// <summary>Loads an RDB file.</summary>
    public RdbLoader Load(byte[] file, bool keepsExpired = false)
    {
        var loader = new RdbLoader(new MemoryStream(file), All, State, Settings, RdbSettings) { KeepsExpired = keepsExpired };
        loader.LoadAll();
        return loader;
    }

    public Entry SetString(int database, string key, string value) =>
        this[database].SetString(this[database].Locate(Bytes(key)), Bytes(key), Bytes(value));

    public void SetHash(string key, IEnumerable<(string Field, string Value)> fields)
    {
        var entry = this[0].SetBlock(this[0].Locate(Bytes(key)), Bytes(key), DataType.Hash, DataEncoding.Listpack, Listpack.Create().Block);
        foreach (var (field, value) in fields)
        {
            new HashValue(entry, State.Objects).Set(Bytes(field), Bytes(value), Settings);
        }
    }

    public void SetSet(string key, IEnumerable<string> members)
    {
        var set = SetValue.Create(this[0], this[0].Locate(Bytes(key)), Bytes(key), State.Objects);
        foreach (var member in members)
        {
            set.Add(Bytes(member), Settings);
        }
    }

    public void SetList(string key, IEnumerable<string> elements)
    {
        var list = ListValue.Create(this[0], this[0].Locate(Bytes(key)), Bytes(key), State.Objects);
        foreach (var element in elements)
        {
            list.Push(ListEnd.Right, Bytes(element), Settings);
        }
    }

    public void SetSortedSet(string key, IEnumerable<(string Member, double Score)> members)
    {
        var set = new RankedSet();
        foreach (var (member, score) in members)
        {
            set.Add(Bytes(member), score);
        }

        ZsetValue.Store(this[0], this[0].Locate(Bytes(key)), Bytes(key), set, Settings);
    }

    /// <summary>One key of each type and encoding that there is.</summary>
    public void FillWithAll()
    {
        SetString(0, "text", "some text");
        SetString(0, "empty", "");
        SetString(0, "long", string.Concat(Enumerable.Repeat("compressible ", 100)));
        foreach (var number in (long[])[0, -1, 127, -128, 128, 32767, -32768, 32768, int.MaxValue, int.MinValue, int.MaxValue + 1L, long.MaxValue, long.MinValue])
        {
            SetString(0, $"number {number}", $"{number}");
        }

        SetString(1, "1", "in another database");
        this[1].SetExpiry(SetString(1, "expires", "later"), 8_000_000_000_000);
        this[3].SetExpiry(SetString(3, "expires", "later"), 9_000_000_000_000);
        SetHash("small hash", [("a", "1"), ("b", "text"), ("c", "")]);
        SetHash("large hash", Enumerable.Range(0, 1000).Select(i => ($"field {i}", $"value {i * i}")));
        SetHash("hash of long ones", [("short", "x"), ("long", new string('x', 1000))]);
        SetSet("small numbers", ["1", "2", "30000"]);
        SetSet("wide numbers", ["-5", "9223372036854775807"]);
        SetSet("many numbers", Enumerable.Range(0, 1000).Select(i => $"{i}"));
        SetSet("names", ["a", "b", "12"]);
        SetList("short list", ["a", "1", "", "b"]);
        SetList("long list", Enumerable.Range(0, 5000).Select(i => $"element {i}"));
        SetList("list of long ones", [new string('a', 100_000), "x", new string('b', 30_000)]);
        SetSortedSet("large sorted set", Enumerable.Range(0, 1000).Select(i => ($"member {i}", i / 7.0)));
        SetSortedSet("small sorted set", [("a", 1), ("b", -0.5), ("c", 1e300), ("d", double.NegativeInfinity)]);
        SetSortedSet("infinities", Enumerable.Range(0, 200).Select(i => ($"m{i}", i % 2 == 0 ? double.NegativeInfinity : double.PositiveInfinity)));
    }

    /// <summary>The commands that make the same of a server without keys.</summary>
    public IEnumerable<RedisCommand> Commands()
    {
        foreach (var database in All)
        {
            var commands = new List<RedisCommand> { RedisCommand.Create("SELECT", database.Number) };
            Blocks.ForEach(database.Scan, block =>
            {
                var entry = new Entry(block);
                var key = entry.Key.ToArray();
                commands.AddRange(CommandsOf(key, entry));
                if (entry.ExpiresAt != 0)
                {
                    commands.Add(RedisCommand.Create("PEXPIREAT", key, entry.ExpiresAt));
                }
            });
            foreach (var command in commands)
            {
                yield return command;
            }
        }
    }

    /// <summary>All that is in a database, as text that says it by its meaning and its encoding.</summary>
    public SortedDictionary<string, string> Read(int database)
    {
        var read = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Blocks.ForEach(this[database].Scan, block =>
        {
            var entry = new Entry(block);
            read[Text(entry.Key)] = $"{entry.Type} {entry.Encoding} until {entry.ExpiresAt}: {string.Join('|', Elements(entry))}";
        });
        return read;
    }

    public void AssertSameAs(TestDatabases other)
    {
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(other.Read(i), Read(i));
        }
    }

    public void Dispose()
    {
        foreach (var database in All)
        {
            database.Clear();
        }
    }

    public void Expired(Keyspace keyspace, ReadOnlySpan<byte> key)
    {
        // Nobody is told.
    }

    public void Discarded(IStoredObject value) => value.Free();

    public static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private IEnumerable<RedisCommand> CommandsOf(byte[] key, Entry entry)
    {
        var elements = Elements(entry);
        return entry.Type switch
        {
            DataType.String => [RedisCommand.Create("SET", key, Bytes(elements[0]))],
            DataType.List => elements.Select(element => RedisCommand.Create("RPUSH", key, Bytes(element))),
            DataType.Set => elements.Select(element => RedisCommand.Create("SADD", key, Bytes(element))),
            DataType.Hash => elements.Select(element => Pair(element)).Select(pair => RedisCommand.Create("HSET", key, Bytes(pair.Name), Bytes(pair.Value))),
            _ => elements.Select(element => Pair(element)).Select(pair => RedisCommand.Create("ZADD", key, Bytes(pair.Value), Bytes(pair.Name))),
        };
    }

    private static (string Name, string Value) Pair(string element)
    {
        var border = element.IndexOf('=', StringComparison.Ordinal);
        return (element[..border], element[(border + 1)..]);
    }

    private List<string> Elements(Entry entry)
    {
        var elements = new List<string>();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        switch (entry.Type)
        {
            case DataType.String:
                return [Text(StringValues.TextOf(entry, scratch))];
            case DataType.Hash:
                new HashValue(entry, State.Objects).ForEach((field, value) => elements.Add($"{Text(field)}={Text(value)}"));
                break;
            case DataType.Set:
                new SetValue(entry, State.Objects).ForEach((member, _) => elements.Add(Text(member)));
                break;
            case DataType.List:
                var list = new ListValue(entry, State.Objects);
                for (var cursor = list.CursorAt(list.Seek(ListEnd.Left)); !cursor.IsEnd; cursor.Next())
                {
                    elements.Add(Text(cursor.Current.Text(scratch)));
                }

                return elements;
            default:
                ReadSortedSet(entry, elements);
                return elements;
        }

        elements.Sort(StringComparer.Ordinal);
        return elements;
    }

    private void ReadSortedSet(Entry entry, List<string> elements)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var cursor = new ZsetValue(entry, State.Objects).Walk(); !cursor.IsEnd; cursor.MoveNext())
        {
            elements.Add($"{Text(cursor.Member(scratch))}={cursor.Score:R}");
        }
    }
}
