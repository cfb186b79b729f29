namespace RedisLib.Administration;

/// <summary>What is done to a sentinel to make it watch a master, and to make it prefer a replica.</summary>
internal sealed class SentinelSteps(TopologySpecification specification, AdministeredNodes nodes)
{
    /// <summary>The replica with the lowest priority number above 0 is promoted; 100 is the server's default.</summary>
    private const int PreferredPriority = 1;

    /// <summary>Makes a sentinel watch the master, with the settings of the specification.</summary>
    public async Task WatchAsync(RedisEndpoint sentinel, RedisEndpoint master, CancellationToken cancellationToken)
    {
        var known = await nodes[sentinel].SendAsync(RedisCommand.Create("SENTINEL", "MASTER", specification.ServiceName), cancellationToken).ConfigureAwait(false);
        var current = known.IsError ? null : SentinelInstance.Parse(known);
        if (current is null)
        {
            await nodes.RunAsync(sentinel, RedisCommand.Create("SENTINEL", "MONITOR", specification.ServiceName, master.Host, master.Port, specification.Quorum), cancellationToken)
                .ConfigureAwait(false);
        }

        if (current is null || !HasSettings(current))
        {
            await nodes.RunAsync(sentinel, RedisCommand.Create("SENTINEL", Settings()), cancellationToken).ConfigureAwait(false);
        }

        if (current is not null)
        {
            await ForgetStrangersAsync(sentinel, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes the sentinels prefer one replica until the result is disposed of; none in particular when it is null.</summary>
    public async Task<IAsyncDisposable> PreferAsync(
        RedisEndpoint sentinel, RedisEndpoint master, RedisEndpoint? wanted, CancellationToken cancellationToken)
    {
        if (wanted is not { } replica)
        {
            return new Preference(nodes, null, "");
        }

        var roles = await nodes.ReadRolesAsync(cancellationToken).ConfigureAwait(false);
        _ = Succession.Choose(roles, replica);
        var priority = await nodes.RunAsync(replica, RedisCommand.Create("CONFIG", "GET", "replica-priority"), cancellationToken).ConfigureAwait(false);
        var preference = new Preference(nodes, replica, priority.AsMap()["replica-priority"].AsString());
        try
        {
            await nodes.RunAsync(replica, RedisCommand.Create("CONFIG", "SET", "replica-priority", PreferredPriority), cancellationToken).ConfigureAwait(false);
            await AdministeredNodes.UntilAsync(
                token => PriorityProblemAsync(sentinel, replica, token),
                AdministeredNodes.FailoverPatience,
                $"failover from {master} to {replica}",
                cancellationToken).ConfigureAwait(false);
            return preference;
        }
        catch
        {
            await preference.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes a sentinel promote a replica, as soon as it knows enough of one: it asks them how they are once a second.</summary>
    /// <exception cref="RedisAdministrationException">It refuses, or finds no replica in time.</exception>
    public Task PromoteAsync(RedisEndpoint sentinel, CancellationToken cancellationToken)
    {
        var command = RedisCommand.Create("SENTINEL", "FAILOVER", specification.ServiceName);
        return AdministeredNodes.UntilAsync(
            async token =>
            {
                try
                {
                    _ = await nodes.RunAsync(sentinel, command, token).ConfigureAwait(false);
                    return null;
                }
                catch (RedisAdministrationException refusal) when (refusal.InnerException is RedisServerException { Code: "NOGOODSLAVE" })
                {
                    return refusal.Message;
                }
            },
            AdministeredNodes.FailoverPatience,
            "failover",
            cancellationToken);
    }

    private bool HasSettings(SentinelInstance master) =>
        master.Quorum == specification.Quorum
        && master.Number("down-after-milliseconds") == (long)specification.DownAfter.TotalMilliseconds
        && master.Number("failover-timeout") == (long)specification.FailoverTimeout.TotalMilliseconds;

    private RedisArgument[] Settings()
    {
        RedisArgument[] settings =
        [
            "SET",
            specification.ServiceName,
            "quorum",
            specification.Quorum,
            "down-after-milliseconds",
            (long)specification.DownAfter.TotalMilliseconds,
            "failover-timeout",
            (long)specification.FailoverTimeout.TotalMilliseconds,
        ];
        return specification.Password is { } password ? [.. settings, "auth-pass", password] : settings;
    }

    /// <summary>
    /// A sentinel counts everybody it ever met when it looks for a majority. Those at addresses that the topology no longer uses
    /// are forgotten by SENTINEL RESET; what is alive is found again within seconds.
    /// </summary>
    private async Task ForgetStrangersAsync(RedisEndpoint sentinel, CancellationToken cancellationToken)
    {
        var reports = await NodeReader.ReadSentinelsAsync(
            [nodes[sentinel]], specification.ServiceName, AdministeredNodes.AnswerPatience, cancellationToken).ConfigureAwait(false);
        var strangers = reports[0].Sentinels.Where(other => other.IsDown && !nodes.Sentinels.Contains(other.Endpoint))
            .Concat(reports[0].Replicas.Where(replica => replica.IsDown && !nodes.DataNodes.Contains(replica.Endpoint)));
        if (strangers.Any())
        {
            await nodes.RunAsync(sentinel, RedisCommand.Create("SENTINEL", "RESET", specification.ServiceName), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> PriorityProblemAsync(RedisEndpoint sentinel, RedisEndpoint replica, CancellationToken cancellationToken)
    {
        var reply = await nodes[sentinel].SendAsync(RedisCommand.Create("SENTINEL", "REPLICAS", specification.ServiceName), cancellationToken)
            .ConfigureAwait(false);
        var seen = reply.IsError ? null : SentinelInstance.ParseList(reply).FirstOrDefault(instance => instance.Endpoint == replica);
        return seen?.Number("slave-priority") == PreferredPriority ? null : $"{sentinel} has not seen that {replica} is preferred";
    }

    private sealed class Preference(AdministeredNodes nodes, RedisEndpoint? replica, string priority) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (replica is { } preferred)
            {
                try
                {
                    var restore = RedisCommand.Create("CONFIG", "SET", "replica-priority", priority);
                    _ = await nodes.RunAsync(preferred, restore, CancellationToken.None).ConfigureAwait(false);
                }
                catch (RedisAdministrationException failure)
                {
                    // Neither does a failover fail for this after it is complete, nor is this why one failed.
                    nodes.Logger.PriorityNotRestored(preferred, failure.Message);
                }
            }
        }
    }
}
