using System.Globalization;
using RedisLib.Connections;

namespace RedisLib.Administration;

/// <summary>
/// Makes a master refuse writes until it is disposed of, so that its replicas can catch up before one of them takes over.
/// It refuses them with NOREPLICAS, which tells clients that nothing was applied. CLIENT PAUSE is no way: it also holds
/// up what sentinels publish, and they would take the master for dead.
/// </summary>
internal sealed class WriteBarrier : IAsyncDisposable
{
    private const string Setting = "min-replicas-to-write";
    private const string LagSetting = "min-replicas-max-lag";

    /// <summary>More replicas than a master can have, and a number that nobody configures: it tells a barrier that was left behind.</summary>
    private const int Height = int.MaxValue;

    /// <summary>What a sentinel that has ended told the others last has reached them by then: they hear each other within milliseconds.</summary>
    private static readonly TimeSpan LeaderSettlingTime = TimeSpan.FromSeconds(2);

    /// <summary>The server's default. A lag of 0 would switch the check off, and the barrier with it.</summary>
    private const int EffectiveLagSeconds = 10;

    private readonly AdministeredNodes _nodes;
    private readonly Func<CancellationToken, Task<SentinelReport[]>> _readSentinels;
    private readonly RedisEndpoint _leader;
    private readonly LeftBarriers _left;
    private readonly TimeSpan _patience;
    private readonly string _before;
    private readonly string _lagBefore;
    private Deadline? _leaderSettling;

    private WriteBarrier(
        AdministeredNodes nodes,
        RedisEndpoint master,
        Func<CancellationToken, Task<SentinelReport[]>> readSentinels,
        RedisEndpoint leader,
        LeftBarriers left,
        TimeSpan patience,
        string before,
        string lagBefore)
    {
        _nodes = nodes;
        Master = master;
        _readSentinels = readSentinels;
        _leader = leader;
        _left = left;
        _patience = patience;
        _before = IsForgotten(before) ? "0" : before;
        _lagBefore = lagBefore;
    }

    /// <summary>Who refuses writes.</summary>
    public RedisEndpoint Master { get; }

    /// <summary>
    /// Returns when the master takes no writes and every replica that follows it has all that it took. Disposing of the result lets
    /// it take writes again, as soon as it is certain that none of them is lost.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="master">The master.</param>
    /// <param name="readSentinels">Asks the sentinels for the master.</param>
    /// <param name="leader">The sentinel that is to promote another node.</param>
    /// <param name="left">Where the barrier goes when it cannot be lowered in time.</param>
    /// <param name="patience">How long disposing of the result waits until it may be lowered.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RedisAdministrationException">The master refuses the setting, or no replica catches up.</exception>
    public static async Task<WriteBarrier> RaiseAsync(
        AdministeredNodes nodes,
        RedisEndpoint master,
        Func<CancellationToken, Task<SentinelReport[]>> readSentinels,
        RedisEndpoint leader,
        LeftBarriers left,
        TimeSpan patience,
        CancellationToken cancellationToken)
    {
        var before = await ReadAsync(nodes, master, Setting, cancellationToken).ConfigureAwait(false);
        var lagBefore = await ReadAsync(nodes, master, LagSetting, cancellationToken).ConfigureAwait(false);
        var barrier = new WriteBarrier(nodes, master, readSentinels, leader, left, patience, before, lagBefore);
        try
        {
            if (lagBefore == "0")
            {
                await nodes.RunAsync(master, RedisCommand.Create("CONFIG", "SET", LagSetting, EffectiveLagSeconds), cancellationToken).ConfigureAwait(false);
            }

            await nodes.RunAsync(master, RedisCommand.Create("CONFIG", "SET", Setting, Height), cancellationToken).ConfigureAwait(false);
            await AdministeredNodes.UntilAsync(
                token => barrier.CatchUpProblemAsync(token), AdministeredNodes.FailoverPatience, $"failover from {master}", cancellationToken)
                .ConfigureAwait(false);
            return barrier;
        }
        catch
        {
            await barrier.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Lowers barriers that were left behind by a process that ended in the middle of a failover: sentinels may have saved one
    /// to the configuration file of a server, which would refuse all writes when it is the master again.
    /// </summary>
    /// <exception cref="RedisAdministrationException">A node does not answer.</exception>
    public static async Task LowerForgottenAsync(AdministeredNodes nodes, CancellationToken cancellationToken)
    {
        foreach (var node in nodes.DataNodes)
        {
            if (IsForgotten(await ReadAsync(nodes, node, Setting, cancellationToken).ConfigureAwait(false)))
            {
                await nodes.RunAsync(node, RedisCommand.Create("CONFIG", "SET", Setting, 0), cancellationToken).ConfigureAwait(false);
                await nodes.SaveConfigurationAsync(node, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // Whoever gave up waiting did not stop the sentinels.
            await AdministeredNodes.UntilAsync(LowerProblemAsync, _patience, $"letting {Master} take writes again", CancellationToken.None).ConfigureAwait(false);
            await LowerAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (RedisAdministrationException failure)
        {
            _nodes.Logger.WritesStayRefused(Master, failure.Message);
            _left.Add(this);
        }
    }

    /// <summary>Lowers the barrier after it was left, if that may be done now. Answers whether it is down.</summary>
    public async Task<bool> TryLowerAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await LowerProblemAsync(cancellationToken).ConfigureAwait(false) is not null)
            {
                return false;
            }

            await LowerAsync(cancellationToken).ConfigureAwait(false);
            _nodes.Logger.WritesAreTakenAgain(Master);
            return true;
        }
        catch (RedisAdministrationException)
        {
            // It was told when the barrier was left.
            return false;
        }
    }

    private async Task LowerAsync(CancellationToken cancellationToken)
    {
        await _nodes.RunAsync(Master, RedisCommand.Create("CONFIG", "SET", Setting, _before), cancellationToken).ConfigureAwait(false);
        if (_lagBefore == "0")
        {
            await _nodes.RunAsync(Master, RedisCommand.Create("CONFIG", "SET", LagSetting, _lagBefore), cancellationToken).ConfigureAwait(false);
        }

        // Sentinels save a server's settings when they give it another role, the barrier with them.
        await _nodes.SaveConfigurationAsync(Master, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> LowerProblemAsync(CancellationToken cancellationToken)
    {
        // In this order: what the others say counts only if they said it after the end of the leader.
        var hasLeaderEnded = await HasLeaderEndedAsync(cancellationToken).ConfigureAwait(false);
        var sentinels = await _readSentinels(cancellationToken).ConfigureAwait(false);
        var roles = await _nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false);
        var role = Array.Find(roles, report => report.Endpoint == Master)?.Role;
        return SentinelJudge.MayTakeWritesAgain(Master, role, sentinels, _leader, hasLeaderEnded)
            ? null
            : "it has perhaps been replaced and has not said that it is a replica";
    }

    private async Task<bool> HasLeaderEndedAsync(CancellationToken cancellationToken)
    {
        var limit = new Deadline(TimeProvider.System, AdministeredNodes.AnswerPatience);
        if (!await AbsentMaster.IsPortClosedAsync(_leader, limit, cancellationToken).ConfigureAwait(false))
        {
            _leaderSettling = null;
            return false;
        }

        _leaderSettling ??= new Deadline(TimeProvider.System, LeaderSettlingTime);
        return _leaderSettling.Value.HasPassed;
    }

    private static bool IsForgotten(string value) => value == Height.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> ReadAsync(AdministeredNodes nodes, RedisEndpoint node, string setting, CancellationToken cancellationToken)
    {
        var reply = await nodes.RunAsync(node, RedisCommand.Create("CONFIG", "GET", setting), cancellationToken).ConfigureAwait(false);
        return reply.AsMap().TryGetValue(setting, out var value)
            ? value.AsString()
            : throw new RedisAdministrationException($"{node} has no setting {setting}: it needs Redis 5 or newer, or Valkey.");
    }

    private async Task<string?> CatchUpProblemAsync(CancellationToken cancellationToken)
    {
        var roles = await _nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false);
        var taken = Array.Find(roles, report => report.Endpoint == Master)?.Role?.Offset;
        var followers = roles.Where(report => report.Role is { Role: NodeRole.Replica, IsLinkUp: true } role && role.Master == Master).ToList();
        return taken is null ? $"{Master} does not answer"
            : followers.Count == 0 ? $"no replica is in sync with {Master}"
            : followers.Find(report => report.Role!.Offset < taken) is { } late ? $"{late.Endpoint} has not caught up with {Master}"
            : null;
    }
}
