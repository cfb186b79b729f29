using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>What has become of a topology's health.</summary>
internal enum TopologyEvent
{
    Nothing,
    Trouble,
    Recovery,
}

/// <summary>
/// Decides which of the watcher's observations are worth a line of the log: a node that is lost is told at once and once.
/// What follows from it, and what moves by itself while servers fail over or come back, is told only when it stays.
/// </summary>
internal sealed class TopologyNews
{
    /// <summary>In so many seconds a failover is over and a replica that was started has its data.</summary>
    private const int SettlingObservations = 5;

    private Situation _told = Situation.Fine;
    private Situation _seen = Situation.Fine;
    private int _times;

    /// <summary>Takes the next observation and answers what to tell of it.</summary>
    public TopologyEvent Of(TopologyDescription description)
    {
        var now = new Situation(description.Health, NodeStatus.SilentNodes(description));
        _times = now.IsAs(_seen) ? _times + 1 : 1;
        _seen = now;
        if (now.Health == TopologyHealth.Healthy)
        {
            var wasTold = _told != Situation.Fine;
            _told = Situation.Fine;
            return wasTold ? TopologyEvent.Recovery : TopologyEvent.Nothing;
        }

        var isLoss = now.Silent.Except(_told.Silent).Any();
        var isOther = now.Health > _told.Health || !now.Silent.SetEquals(_told.Silent);
        if (!isLoss && !(isOther && _times >= SettlingObservations))
        {
            return TopologyEvent.Nothing;
        }

        _told = now;
        return TopologyEvent.Trouble;
    }

    private sealed record Situation(TopologyHealth Health, IReadOnlySet<RedisEndpoint> Silent)
    {
        public static readonly Situation Fine = new(TopologyHealth.Healthy, new HashSet<RedisEndpoint>());

        public bool IsAs(Situation other) => Health == other.Health && Silent.SetEquals(other.Silent);
    }
}
