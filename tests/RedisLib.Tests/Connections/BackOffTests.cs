using RedisLib.Connections;

namespace RedisLib.Tests.Connections;

public sealed class BackOffTests
{
    [Fact]
    public void The_first_wait_is_the_shortest_and_each_is_twice_the_one_before_up_to_the_longest()
    {
        var delays = Enumerable.Range(1, 8).Select(failures => BackOff.Delay(failures, random: 0).TotalMilliseconds);

        Assert.Equal([25, 50, 100, 200, 400, 800, 1000, 1000], delays);
    }

    [Fact]
    public void Chance_takes_off_up_to_half()
    {
        Assert.Equal(BackOff.Longest / 2, BackOff.Delay(100, random: 1));
        Assert.Equal(BackOff.Longest * 0.75, BackOff.Delay(int.MaxValue, random: 0.5));
    }
}
