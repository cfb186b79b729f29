using System.Globalization;
using System.Text;
using RaftNode.Commands;
using RaftNode.Commands.Blocking;
using RaftNode.Server.Blocking;
using RaftNode.Store.Keys;
using RaftNode.Store.Values;
using RaftNode.Tests.Store;
using RedisLib.Resp;

namespace RaftNode.Tests.Server.Blocking;

public sealed class WaitingLinesTests : IDisposable
{
    private static readonly Command Command = new("blpop", -3, CommandFlags.Blocking, KeySpecification.One, static _ => { })
    {
        Summary = "", Since = "", Complexity = "",
    };

    private readonly StoreState _state = new(new RecordedEvents());
    private readonly Keyspace[] _databases;
    private readonly WaitingLines _lines = new();
    private long _lastNumber;

    public WaitingLinesTests() => _databases = [new Keyspace(_state, 0), new Keyspace(_state, 1)];

    public void Dispose()
    {
        foreach (var database in _databases)
        {
            database.Clear();
        }
    }

    [Fact]
    public void Keys_serve_in_the_order_in_which_they_became_ready_and_clients_in_the_order_in_which_they_came()
    {
        var first = Wait("a", "b");
        var second = Wait("b");
        var third = Wait("a");
        Make("b", DataType.List);
        Make("a", DataType.List);

        Assert.Equal([(first, "b"), (second, "b"), (third, "a")], ServeAll());
    }

    [Fact]
    public void Who_finds_nothing_stays_in_line()
    {
        var first = Wait("a");
        var second = Wait("a");
        Make("a", DataType.List);

        Assert.Equal(first, _lines.Next()!.Value.Client);
        Assert.Equal(second, _lines.Next()!.Value.Client);
        Assert.Null(_lines.Next());

        Make("a", DataType.List);
        Assert.Equal([(first, "a"), (second, "a")], ServeAll());
    }

    [Fact]
    public void Who_waits_for_another_type_is_passed_over()
    {
        var zset = Wait(DataType.SortedSet, "a");
        var list = Wait("a");
        Make("a", DataType.List);

        Assert.Equal([(list, "a")], ServeAll());
        Make("a", DataType.SortedSet);
        Assert.Equal([(zset, "a")], ServeAll());
    }

    [Fact]
    public void A_key_that_is_gone_or_is_no_list_any_more_serves_nobody()
    {
        Wait("a");
        Make("a", DataType.List);
        _databases[0].Remove("a"u8);
        Assert.Empty(ServeAll());

        Make("a", DataType.Set);
        Assert.False(_lines.HasReady);
    }

    [Fact]
    public void Who_leaves_while_others_are_served_is_not_served()
    {
        var first = Wait("a");
        var second = Wait("a");
        var third = Wait("a");
        Make("a", DataType.List);
        Assert.Equal(first, _lines.Next()!.Value.Client);

        _lines.Leave(first);
        _lines.Leave(second);

        Assert.Equal([(third, "a")], ServeAll());
        Make("a", DataType.List);
        Assert.False(_lines.HasReady);
    }

    [Fact]
    public void What_becomes_ready_while_clients_are_served_comes_after_all_that_was_ready()
    {
        var (first, second, third) = (Wait("a"), Wait("b"), Wait("c"));
        Make("a", DataType.List);
        Make("b", DataType.List);
        Assert.Equal(first, _lines.Next()!.Value.Client);

        _lines.Leave(first);
        Make("c", DataType.List);

        Assert.Equal([(second, "b"), (third, "c")], ServeAll());
    }

    [Fact]
    public void When_databases_are_exchanged_the_key_comes_first_whose_client_has_waited_longest()
    {
        var (first, second, third) = (Wait("z"), Wait("a"), Wait("m"));
        Make("m", DataType.List, database: 1);
        Make("a", DataType.List, database: 1);
        Make("z", DataType.List, database: 1);
        Assert.False(_lines.HasReady);

        _lines.DatabaseBecomes(_databases[0], _databases[1]);
        _lines.DatabaseBecomes(_databases[1], _databases[0]);
        _databases[0].Swap(_databases[1]);

        Assert.Equal([(first, "z"), (second, "a"), (third, "m")], ServeAll());
    }

    [Fact]
    public void Whatever_happens_each_key_serves_who_has_waited_for_it_longest()
    {
        var random = new Random(3);
        var waiting = new List<(BlockedClient Client, string[] Keys)>();
        for (var i = 0; i < 20_000; i++)
        {
            var key = Key(random);
            switch (random.Next(3))
            {
                case 0:
                    var keys = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Key(random)).ToArray();
                    waiting.Add((Wait(keys), keys));
                    break;
                case 1 when waiting.Count > 0:
                    var index = random.Next(waiting.Count);
                    _lines.Leave(waiting[index].Client);
                    waiting.RemoveAt(index);
                    break;
                case 2:
                    Make(key, DataType.List);
                    var expected = waiting.FirstOrDefault(client => client.Keys.Contains(key));
                    var next = _lines.Next();
                    Assert.Equal(expected.Client, next?.Client);
                    if (next is { } served)
                    {
                        _lines.Leave(served.Client);
                        waiting.Remove(expected);
                    }

                    _databases[0].Remove(Encoding.ASCII.GetBytes(key));
                    Assert.Empty(ServeAll());
                    break;
            }
        }
    }

    private static string Key(Random random) => random.Next(8).ToString(CultureInfo.InvariantCulture);

    private BlockedClient Wait(params string[] keys) => Wait(DataType.List, keys);

    private BlockedClient Wait(DataType type, params string[] keys)
    {
        // Whose connection it is makes no difference here.
        var client = new BlockedClient(null!, new BlockedRequest(Command, default(RespRequest), type, 1, keys.Length, BlockingTimeout.Never), ++_lastNumber);
        foreach (var key in keys)
        {
            _lines.Join(client, _databases[0], Encoding.ASCII.GetBytes(key));
        }

        return client;
    }

    private void Make(string key, DataType type, int database = 0)
    {
        var name = Encoding.ASCII.GetBytes(key);
        var keyspace = _databases[database];
        var place = keyspace.Locate(name);
        switch (type)
        {
            case DataType.List:
                ListValue.Create(keyspace, place, name, _state.Objects);
                break;
            case DataType.SortedSet:
                ZsetValue.Create(keyspace, place, name, _state.Objects);
                break;
            default:
                SetValue.Create(keyspace, place, name, _state.Objects);
                break;
        }

        _lines.KeyChanged(keyspace, name);
    }

    /// <summary>Serves all who can be, each of whom leaves then.</summary>
    private List<(BlockedClient Client, string Key)> ServeAll()
    {
        var served = new List<(BlockedClient, string)>();
        while (_lines.Next() is var (client, key))
        {
            served.Add((client, Encoding.ASCII.GetString(key.Name)));
            _lines.Leave(client);
        }

        return served;
    }
}
