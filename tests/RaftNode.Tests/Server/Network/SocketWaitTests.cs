using RaftNode.Server;
using RaftNode.Server.Network;

namespace RaftNode.Tests.Server.Network;

public sealed class SocketWaitTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMicroseconds(50);

    private readonly ManualTime _time = new();
    private readonly (int, Readiness)[] _ready = new (int, Readiness)[4];

    [Fact]
    public void A_server_with_little_to_do_sleeps_at_once()
    {
        using var poller = new SlowPoller(_time) { NextAfter = TimeSpan.FromMilliseconds(1) };
        var wait = WaitOn(poller, Limit);

        for (var request = 0; request < 10; request++)
        {
            Assert.Equal(1, wait.Wait(_ready, 100));
        }

        Assert.Equal(0, poller.Looks);
        Assert.Equal(10, poller.Sleeps);
    }

    [Fact]
    public void While_requests_come_close_to_each_other_it_never_sleeps_after_the_first()
    {
        using var poller = new SlowPoller(_time) { NextAfter = Limit / 2 };
        var wait = WaitOn(poller, Limit);

        for (var request = 0; request < 10; request++)
        {
            Assert.Equal(1, wait.Wait(_ready, 100));
        }

        Assert.Equal(1, poller.Sleeps);
    }

    [Fact]
    public void It_looks_in_vain_only_once_when_requests_cease()
    {
        using var poller = new SlowPoller(_time) { NextAfter = Limit / 2 };
        var wait = WaitOn(poller, Limit);
        wait.Wait(_ready, 100);

        poller.NextAfter = TimeSpan.FromMilliseconds(1);
        wait.Wait(_ready, 100);
        var looks = poller.Looks;
        wait.Wait(_ready, 100);

        Assert.InRange(looks, 1, Limit / SlowPoller.LookTime);
        Assert.Equal(looks, poller.Looks);
    }

    [Fact]
    public void A_limit_of_zero_lets_it_sleep_always()
    {
        using var poller = new SlowPoller(_time) { NextAfter = TimeSpan.Zero };
        var wait = WaitOn(poller, TimeSpan.Zero);

        wait.Wait(_ready, 100);
        wait.Wait(_ready, 100);

        Assert.Equal(2, poller.Sleeps);
    }

    private SocketWait WaitOn(IPoller poller, TimeSpan limit) =>
        new(poller, new ServerSettings { BusyWaitMicroseconds = (int)limit.TotalMicroseconds }, _time);

    /// <summary>Has a request some time after the last one, and moves the clock: real sockets cannot be told when they are ready.</summary>
    private sealed class SlowPoller(ManualTime time) : IPoller
    {
        public static readonly TimeSpan LookTime = TimeSpan.FromMicroseconds(1);

        private TimeSpan _waited;

        public TimeSpan NextAfter { get; set; }

        public int Looks { get; private set; }

        public int Sleeps { get; private set; }

        public int Wait(Span<(int Token, Readiness Readiness)> ready, int milliseconds)
        {
            if (milliseconds == 0)
            {
                Looks++;
                Pass(LookTime);
                return Answer();
            }

            Sleeps++;
            Pass(NextAfter - _waited);
            return Answer();
        }

        public void Add(IPollable socket, int token) => throw new NotSupportedException();

        public void Watch(IPollable socket, int token, Readiness readiness) => throw new NotSupportedException();

        public void Remove(IPollable socket, int token) => throw new NotSupportedException();

        public void Wake() => throw new NotSupportedException();

        public void Dispose()
        {
        }

        private void Pass(TimeSpan span)
        {
            _waited += span;
            time.Advance(span);
        }

        private int Answer()
        {
            if (_waited < NextAfter)
            {
                return 0;
            }

            _waited = TimeSpan.Zero;
            return 1;
        }
    }
}
