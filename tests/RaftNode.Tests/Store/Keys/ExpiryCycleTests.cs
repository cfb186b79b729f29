using System.Globalization;
using System.Text;
using RaftNode.Store.Keys;

namespace RaftNode.Tests.Store.Keys;

public sealed class ExpiryCycleTests
{
    private readonly RecordedEvents _events = new();
    private readonly StoreState _state;
    private readonly Keyspace[] _databases;
    private readonly ExpiryCycle _cycle;

    public ExpiryCycleTests()
    {
        _state = new StoreState(_events) { Now = 1_000 };
        _databases = [new Keyspace(_state, 0), new Keyspace(_state, 1)];
        _cycle = new ExpiryCycle(_databases);
    }

    [Fact]
    public void All_that_expired_goes_and_nothing_else()
    {
        Fill(_databases[0], count: 10_000, expiresAt: 2_000);
        Fill(_databases[1], count: 500, expiresAt: 2_000);
        Fill(_databases[1], count: 300, expiresAt: 9_000);
        Fill(_databases[1], count: 200, expiresAt: 0);
        Assert.False(_cycle.Step());

        _state.Now = 3_000;
        for (var i = 0; i < 2_000; i++)
        {
            _cycle.Step();
        }

        Assert.Equal(0, _databases[0].Count);
        Assert.Equal(500, _databases[1].Count);
        Assert.Equal(300, _databases[1].ExpiringCount);
        Assert.Equal(10_500, _events.Expired);
    }

    [Fact]
    public void A_key_that_is_only_hidden_makes_room_for_one_of_its_name()
    {
        Fill(_databases[0], count: 1, expiresAt: 2_000);
        var key = _databases[0].PickLive(new Random(1)).Key.ToArray();
        _state.Now = 3_000;
        _state.IsPaused = true;
        _state.IsReading = true;
        Assert.True(_databases[0].Find(key).IsNone);
        Assert.Equal(1, _databases[0].Count);

        _state.IsReading = false;
        _databases[0].SetString(_databases[0].Locate(key), key, "new"u8);

        Assert.Equal(1, _databases[0].Count);
        Assert.False(_databases[0].Find(key).IsNone);
    }

    [Fact]
    public void It_asks_to_go_on_only_while_many_have_expired()
    {
        Fill(_databases[0], count: 1_000, expiresAt: 2_000);
        Fill(_databases[0], count: 50, expiresAt: 9_000);
        _state.Now = 3_000;

        Assert.True(_cycle.Step());
        for (var i = 0; i < 200; i++)
        {
            _cycle.Step();
        }

        Assert.False(_cycle.Step());
    }

    private static void Fill(Keyspace database, int count, long expiresAt)
    {
        for (var i = 0; i < count; i++)
        {
            var key = Encoding.ASCII.GetBytes(expiresAt.ToString(CultureInfo.InvariantCulture) + ":" + i.ToString(CultureInfo.InvariantCulture));
            var entry = database.SetString(database.Locate(key), key, "v"u8);
            database.SetExpiry(entry, expiresAt);
        }
    }
}
