using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Values;

namespace RaftNode.Tests.Store.Keys;

/// <summary>A database that is cleared leaves its memory to whoever gives it back, another thread for example.</summary>
[Collection(AloneCollection.Name)]
public sealed class ClearingTests : IStoreObserver
{
    private readonly List<IStoredObject> _discarded = [];
    private readonly StoreSettings _settings = new() { SetMaxIntsetEntries = 0 };
    private readonly StoreState _state;
    private readonly Keyspace _database;

    public ClearingTests()
    {
        _state = new StoreState(this) { Now = 1_000 };
        _database = new Keyspace(_state, 0);
    }

    [Fact]
    public void No_memory_is_given_back_where_the_database_is_cleared()
    {
        var before = Heap.UsedBytes;
        Fill(count: 1000);
        var filled = Heap.UsedBytes;

        _database.Clear();

        Assert.Equal(0, _database.Count);
        Assert.Equal(0, _database.ExpiringCount);
        Assert.InRange(Heap.UsedBytes, filled, long.MaxValue);
        GiveBack();
        _database.Clear();
        GiveBack();
        Assert.InRange(Heap.UsedBytes, 0, before);
    }

    [Fact]
    public void Another_thread_gives_large_values_back_while_new_ones_come()
    {
        Fill(count: 5000);
        _database.Clear();
        var thread = new Thread(GiveBack);

        thread.Start();
        Fill(count: 20_000);
        thread.Join();

        for (var number = 0; number < 20_000; number++)
        {
            Assert.Equal([number], MembersOf(number));
        }

        _database.Clear();
        GiveBack();
    }

    [Fact]
    public void The_numbers_of_large_values_that_were_given_back_are_given_anew()
    {
        Fill(count: 10);
        var used = NumbersOfLarge(10);
        _database.Clear();
        GiveBack();

        Fill(count: 10);

        Assert.Equal(used.Order(), NumbersOfLarge(10).Order());
        _database.Clear();
        GiveBack();
    }

    void IStoreObserver.Expired(Keyspace keyspace, ReadOnlySpan<byte> key) => throw new InvalidOperationException("Nothing expires here.");

    void IStoreObserver.Discarded(IStoredObject value) => _discarded.Add(value);

    /// <summary>Sets that are large, each with a number of its own in it.</summary>
    private void Fill(int count)
    {
        for (var number = 0; number < count; number++)
        {
            var key = BitConverter.GetBytes(number);
            SetValue.Create(_database, _database.Locate(key), key, _state.Objects).Add(Text(number), _settings);
            _database.SetExpiry(_database.Find(key), 9_000);
        }
    }

    private List<int> MembersOf(int number)
    {
        var members = new List<int>();
        SetValue.Of(_database.Find(BitConverter.GetBytes(number)), _state.Objects)
            .ForEach((member, _) => members.Add(int.Parse(member, System.Globalization.CultureInfo.InvariantCulture)));
        return members;
    }

    private long[] NumbersOfLarge(int count) =>
        [.. Enumerable.Range(0, count).Select(number => _database.Find(BitConverter.GetBytes(number)).ObjectNumber)];

    private static byte[] Text(int number) => System.Text.Encoding.ASCII.GetBytes(number.ToString(System.Globalization.CultureInfo.InvariantCulture));

    private void GiveBack()
    {
        foreach (var value in _discarded)
        {
            value.Free();
        }

        _discarded.Clear();
    }
}
