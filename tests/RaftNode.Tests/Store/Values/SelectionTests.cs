using System.Globalization;
using System.Text;
using RaftNode.Store.Keys;
using RaftNode.Store.Values;

namespace RaftNode.Tests.Store.Values;

public sealed class SelectionTests : IDisposable
{
    private const int Members = 30;

    private readonly StoreState _state = new(new RecordedEvents());
    private readonly Keyspace _database;
    private readonly SetValue _set;

    public SelectionTests()
    {
        _database = new Keyspace(_state, 0);
        _set = SetValue.Create(_database, _database.Locate("set"u8), "set"u8, _state.Objects);
        for (var i = 0; i < Members; i++)
        {
            _set.Add(Encoding.ASCII.GetBytes($"member {i}"), new StoreSettings());
        }
    }

    public void Dispose() => _database.Clear();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Members / 3)]
    [InlineData((Members / 3) + 1)]
    [InlineData(Members - 1)]
    [InlineData(Members)]
    public void It_draws_so_many_different_elements_each_as_often_as_any_other(int count)
    {
        const int Draws = 3_000;
        var random = new Random(8);
        var drawn = new int[Members];
        for (var i = 0; i < Draws; i++)
        {
            var different = new HashSet<string>();
            _set.PickDifferent(random, count, (name, _) => different.Add(Encoding.ASCII.GetString(name)));
            Assert.Equal(count, different.Count);
            foreach (var name in different)
            {
                drawn[int.Parse(name.AsSpan("member ".Length), CultureInfo.InvariantCulture)]++;
            }
        }

        var expected = Draws * count / Members;
        var deviation = Math.Sqrt(Draws * (double)count / Members);
        Assert.All(drawn, times => Assert.InRange(times, expected - (5 * deviation), expected + (5 * deviation)));
    }
}
