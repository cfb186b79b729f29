using RedisLib.Connections;

namespace RedisLib.Tests.Connections;

public sealed class PendingLineTests
{
    [Fact]
    public void Those_who_wait_leave_in_the_order_in_which_they_came_however_often_the_ring_goes_round()
    {
        var line = new PendingLine(3);
        for (var round = 0; round < 10; round++)
        {
            var replies = Enumerable.Range(0, 3).Select(_ => NewReply()).ToList();
            replies.ForEach(line.Add);
            Assert.True(line.IsFull);
            foreach (var reply in replies)
            {
                Assert.Same(reply, line.Peek());
                line.Remove();
            }

            Assert.True(line.IsEmpty);
            Assert.Null(line.Peek());
        }

        Assert.Equal(30, line.Tail);
    }

    [Fact]
    public void It_is_full_at_its_capacity_even_if_that_is_no_power_of_two()
    {
        var line = new PendingLine(5);
        for (var i = 0; i < 5; i++)
        {
            Assert.False(line.IsFull);
            line.Add(NewReply());
        }

        Assert.True(line.IsFull);
    }

    private static PendingReply NewReply() => new(new RedisEndpoint("host", 1), 0, 1, isBatch: false, throwsErrors: false);
}
