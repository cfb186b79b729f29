using RaftNode.Server.AppendOnly;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>Rewrites that fail get rarer.</summary>
public sealed class RewriteLimitTests
{
    private readonly ManualTime _time = new();
    private readonly RewriteLimit _limit;

    public RewriteLimitTests() => _limit = new RewriteLimit(_time);

    [Fact]
    public void The_first_failures_hold_nothing_up()
    {
        _limit.Failed();
        _limit.Failed();

        Assert.False(_limit.IsReached);
    }

    [Fact]
    public void From_the_third_one_on_each_doubles_the_time_up_to_an_hour()
    {
        _limit.Failed();
        _limit.Failed();
        foreach (var minutes in new[] { 1, 2, 4, 8, 16, 32, 60, 60, 60 })
        {
            _limit.Failed();
            _time.Advance(TimeSpan.FromMinutes(minutes) - TimeSpan.FromSeconds(1));
            Assert.True(_limit.IsReached);
            _time.Advance(TimeSpan.FromSeconds(1));
            Assert.False(_limit.IsReached);
        }
    }

    [Fact]
    public void Success_and_whoever_wants_one_now_begin_anew()
    {
        for (var i = 0; i < 5; i++)
        {
            _limit.Failed();
        }

        _limit.Reset();

        Assert.False(_limit.IsReached);
        Assert.Equal(0, _limit.Failures);
    }
}
