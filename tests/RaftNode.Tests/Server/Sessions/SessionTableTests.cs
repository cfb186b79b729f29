using RaftNode.Server.Sessions;

namespace RaftNode.Tests.Server.Sessions;

public sealed class SessionTableTests
{
    private readonly SessionTable _table = new();

    [Fact]
    public void After_a_storm_of_connections_those_who_are_left_are_visited_at_once()
    {
        var all = Enumerable.Range(0, 1000).Select(_ => _table.Add(NoSocket.Instance, now: 0)).ToArray();
        Session[] left = [all[3], all[999]];
        foreach (var session in all.Except(left))
        {
            _table.Close(session);
        }

        _table.Forget();
        var place = 500;
        var visited = new List<Session>();
        _table.Visit(ref place, count: 2, visited);

        Assert.Equal(left, visited.OrderBy(session => session.Id));
        Assert.Equal(left, _table.All);
        Assert.Equal(2, _table.Count);
    }

    [Fact]
    public void Everybody_is_visited_in_turn()
    {
        var all = Enumerable.Range(0, 10).Select(_ => _table.Add(NoSocket.Instance, now: 0)).ToArray();
        var place = 0;
        var visited = new List<Session>();

        for (var i = 0; i < 5; i++)
        {
            _table.Visit(ref place, count: 2, visited);
        }

        Assert.Equal(all, visited.OrderBy(session => session.Id));
    }

    [Fact]
    public void A_session_is_found_by_its_number_until_it_is_closed()
    {
        var (first, second) = (_table.Add(NoSocket.Instance, now: 0), _table.Add(NoSocket.Instance, now: 0));

        Assert.Same(first, _table.Find(first.Id));
        _table.Close(first);

        Assert.Null(_table.Find(first.Id));
        Assert.Null(_table[first.Token]);
        Assert.Same(second, _table.Find(second.Id));
        Assert.Same(second, _table[second.Token]);
    }
}
