using Microsoft.Extensions.Logging;
using RedisLib.Connections;

namespace RedisLib.Tests.Connections;

public sealed class ConnectionsLogTests
{
    [Fact]
    public void A_server_that_is_still_starting_is_nothing_to_warn_of()
    {
        Assert.Equal(LogLevel.Information, ConnectionsLog.LevelOf(1, isNews: true, isRefusal: false));
        Assert.All(Enumerable.Range(2, 6), attempt => Assert.Equal(LogLevel.Debug, ConnectionsLog.LevelOf(attempt, isNews: false, isRefusal: false)));
    }

    [Fact]
    public void A_server_that_stays_away_is_warned_of_ever_more_rarely()
    {
        var warned = Enumerable.Range(1, 100).Where(attempt => ConnectionsLog.LevelOf(attempt, isNews: false, isRefusal: false) == LogLevel.Warning);

        Assert.Equal([8, 16, 32, 64], warned);
    }

    [Fact]
    public void A_refused_password_is_warned_of_at_once_and_not_each_time()
    {
        Assert.Equal(LogLevel.Warning, ConnectionsLog.LevelOf(1, isNews: true, isRefusal: true));
        Assert.Equal(LogLevel.Debug, ConnectionsLog.LevelOf(2, isNews: false, isRefusal: true));
    }
}
