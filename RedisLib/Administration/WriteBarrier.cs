using System.Globalization;

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

    /// <summary>The server's default. A lag of 0 would switch the check off, and the barrier with it.</summary>
    private const int EffectiveLagSeconds = 10;

    private readonly AdministeredNodes _nodes;
    private readonly RedisEndpoint _master;
    private readonly Func<CancellationToken, Task<SentinelReport[]>> _readSentinels;
    private readonly RedisEndpoint _leader;
    private readonly string _before;
    private readonly string _lagBefore;

    private WriteBarrier(
        AdministeredNodes nodes,
        RedisEndpoint master,
        Func<CancellationToken, Task<SentinelReport[]>> readSentinels,
        RedisEndpoint leader,
        string before,
        string lagBefore)
    {
        _nodes = nodes;
        _master = master;
        _readSentinels = readSentinels;
        _leader = leader;
        _before = IsForgotten(before) ? "0" : before;
        _lagBefore = lagBefore;
    }

    /// <summary>
    /// Returns when the master takes no writes and every replica that follows it has all that it took. Disposing of the result lets
    /// it take writes again, as soon as it is certain that none of them is lost.
    /// </summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="master">The master.</param>
    /// <param name="readSentinels">Asks the sentinels for the master.</param>
    /// <param name="leader">The sentinel that is to promote another node.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="RedisAdministrationException">The master refuses the setting, or no replica catches up.</exception>
    public static async Task<WriteBarrier> RaiseAsync(
        AdministeredNodes nodes,
        RedisEndpoint master,
        Func<CancellationToken, Task<SentinelReport[]>> readSentinels,
        RedisEndpoint leader,
        CancellationToken cancellationToken)
    {
        var before = await ReadAsync(nodes, master, Setting, cancellationToken).ConfigureAwait(false);
        var lagBefore = await ReadAsync(nodes, master, LagSetting, cancellationToken).ConfigureAwait(false);
        var barrier = new WriteBarrier(nodes, master, readSentinels, leader, before, lagBefore);
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
            await AdministeredNodes.UntilAsync(
                LowerProblemAsync, AdministeredNodes.FailoverPatience, $"letting {_master} take writes again", CancellationToken.None).ConfigureAwait(false);
            await _nodes.RunAsync(_master, RedisCommand.Create("CONFIG", "SET", Setting, _before), CancellationToken.None).ConfigureAwait(false);
            if (_lagBefore == "0")
            {
                await _nodes.RunAsync(_master, RedisCommand.Create("CONFIG", "SET", LagSetting, _lagBefore), CancellationToken.None).ConfigureAwait(false);
            }

            // Sentinels save a server's settings when they give it another role, the barrier with them.
            await _nodes.SaveConfigurationAsync(_master, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RedisAdministrationException failure)
        {
            // A server that is gone comes back with the settings of its file; the next formation lowers the barrier if it is among them.
            _nodes.Logger.WritesStayRefused(_master, failure.Message);
        }
    }

    private async Task<string?> LowerProblemAsync(CancellationToken cancellationToken)
    {
        var sentinels = await _readSentinels(cancellationToken).ConfigureAwait(false);
        var roles = await _nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false);
        var role = Array.Find(roles, report => report.Endpoint == _master)?.Role;
        return SentinelJudge.MayTakeWritesAgain(_master, role, sentinels, _leader) ? null : $"it has perhaps been replaced and has not said that it is a replica";
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
        var taken = Array.Find(roles, report => report.Endpoint == _master)?.Role?.Offset;
        var followers = roles.Where(report => report.Role is { Role: NodeRole.Replica, IsLinkUp: true } role && role.Master == _master).ToList();
        return taken is null ? $"{_master} does not answer"
            : followers.Count == 0 ? $"no replica is in sync with {_master}"
            : followers.Find(report => report.Role!.Offset < taken) is { } late ? $"{late.Endpoint} has not caught up with {_master}"
            : null;
    }
}
