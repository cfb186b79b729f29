using ApiService.Problems;
using RedisLib;

namespace ApiService.Tests.Problems;

public sealed class RedisFailureTests
{
    private static readonly RedisEndpoint Node = new("127.0.0.1", 6379);

    [Theory]
    [InlineData("WRONGTYPE", 409, null)]
    [InlineData("OOM", 503, 1)]
    [InlineData("MISCONF", 503, 1)]
    [InlineData("NOPERM", 502, null)]
    [InlineData("ERR", 502, null)]
    public void What_a_server_refuses_tells_whether_to_try_again(string code, int status, int? retryAfterSeconds)
    {
        var failure = RedisFailure.From(new RedisServerException(code, $"{code} because", Node))!;

        Assert.Equal(status, failure.Status);
        Assert.Equal(retryAfterSeconds, failure.RetryAfterSeconds);
        Assert.Equal($"{code} because", failure.Detail);
        Assert.Equal(Node, failure.Node);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(200, 1)]
    [InlineData(1000, 1)]
    [InlineData(1001, 2)]
    public void Retry_After_is_in_whole_seconds_and_at_least_one(int milliseconds, int seconds)
    {
        var unavailable = new RedisUnavailableException("failing over", TimeSpan.FromMilliseconds(milliseconds), mayHaveBeenApplied: false);

        Assert.Equal(seconds, RedisFailure.From(unavailable)!.RetryAfterSeconds);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Whether_a_write_may_stand_is_told(bool mayHaveBeenApplied) =>
        Assert.Equal(mayHaveBeenApplied, RedisFailure.From(new RedisUnavailableException("x", default, mayHaveBeenApplied))!.MayHaveBeenApplied);

    [Fact]
    public void The_last_node_that_was_tried_is_named()
    {
        var cause = new RedisConnectionException("x", Node, mayHaveBeenApplied: false);

        Assert.Equal(Node, RedisFailure.From(new RedisUnavailableException("x", default, mayHaveBeenApplied: false, cause))!.Node);
        Assert.Null(RedisFailure.From(new RedisUnavailableException("x", default, mayHaveBeenApplied: false))!.Node);
    }

    [Fact]
    public void An_exception_that_is_not_of_Redis_has_no_meaning_here() =>
        Assert.Null(RedisFailure.From(new InvalidOperationException("a bug")));
}
