using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Decides when a topology that is not healthy is to be formed again.</summary>
/// <remarks>
/// A repair is for nodes that are all up and still do not come together, such as a container that was made anew without its
/// data. While a node is down the servers' own failover is at work, which nobody is to disturb.
/// </remarks>
internal sealed class RepairSchedule(TimeProvider time)
{
    /// <summary>How long a repair may take: some five times what a formation takes.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>What a replica that was just started, or sentinels that demote an old master, need to settle by themselves.</summary>
    private static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(5);

    private long _allUpSince;
    private bool _isWaiting;

    /// <summary>Whether to repair now, given what was just seen. Asked once a watch interval.</summary>
    public bool IsDue(TopologyDescription description)
    {
        var isBroken = description.Health != TopologyHealth.Healthy && description.Nodes.All(node => node.Role != NodeRole.Unknown);
        if (!isBroken)
        {
            _isWaiting = false;
            return false;
        }

        if (!_isWaiting)
        {
            _isWaiting = true;
            _allUpSince = time.GetTimestamp();
            return false;
        }

        if (time.GetElapsedTime(_allUpSince) < SettlingTime)
        {
            return false;
        }

        _allUpSince = time.GetTimestamp();
        return true;
    }
}
