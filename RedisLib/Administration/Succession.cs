namespace RedisLib.Administration;

/// <summary>Decides which replica may take the place of a master, from what all nodes say.</summary>
internal static class Succession
{
    private const string HeirRemedy = "start the master again, or run REPLICAOF NO ONE on the node to go on from.";

    /// <summary>The replica that a master can hand over to: the one asked for, else the one that has most of the data.</summary>
    /// <exception cref="RedisAdministrationException">There is none, or it must not be promoted.</exception>
    public static RedisEndpoint Choose(IReadOnlyList<DataNodeReport> reports, RedisEndpoint? wanted)
    {
        var candidates = reports
            .Where(report => report.Role is { Role: NodeRole.Replica, IsLinkUp: true })
            .OrderByDescending(report => report.Role!.Offset)
            .Select(report => report.Endpoint)
            .ToList();
        return wanted switch
        {
            null when candidates.Count > 0 => candidates[0],
            null => throw new RedisAdministrationException("No replica is in sync with its master, so none can take over."),
            { } endpoint when candidates.Contains(endpoint) => endpoint,
            _ => throw new RedisAdministrationException($"{wanted} is not a replica in sync with its master, so it cannot take over."),
        };
    }

    /// <summary>
    /// The replica to go on from when the master has ended: the one that has most of its data. Nobody can hand over what the
    /// others have more of, so that one that was asked for and has less is refused.
    /// </summary>
    /// <exception cref="RedisAdministrationException">There is none, or it must not be promoted.</exception>
    public static RedisEndpoint ChooseHeir(IReadOnlyList<DataNodeReport> reports, RedisEndpoint? wanted)
    {
        var candidates = reports.Where(report => report.Role is { Role: NodeRole.Replica } role && (role.IsLinkUp || role.HasStaleCopy)).ToList();
        if (candidates.Count == 0)
        {
            throw new RedisAdministrationException($"No replica certainly has the data of its master, so none can take over: {HeirRemedy}");
        }

        var best = candidates.MaxBy(report => report.Role!.Offset)!;
        if (wanted is null)
        {
            return best.Endpoint;
        }

        var role = reports.FirstOrDefault(report => report.Endpoint == wanted)?.Role;
        var problem = role is not { Role: NodeRole.Replica } ? "is not a replica that answers"
            : role.IsCopying ? "was just copying its master's data and may have little of it"
            : candidates.TrueForAll(candidate => candidate.Endpoint != wanted) ? "has copied nothing since its start and may have old data or none"
            : role.Offset < best.Role!.Offset ? $"lacks {best.Role.Offset - role.Offset} bytes of changes that {best.Endpoint} has"
            : null;
        return problem is null ? wanted.Value : throw new RedisAdministrationException($"{wanted} {problem}, so it cannot take over: fail over to {best.Endpoint}.");
    }

    /// <summary>The cluster node to promote, and whether it has to do so without its master.</summary>
    /// <exception cref="RedisAdministrationException">There is none, or it must not be promoted.</exception>
    public static (RedisEndpoint Replica, bool IsForced) ChooseInCluster(IReadOnlyList<ClusterNodeReport> reports, RedisEndpoint? wanted) =>
        wanted is { } replica && MustBeForced(reports, replica)
            ? (replica, true)
            : (Choose([.. reports.Select(report => new DataNodeReport(report.Endpoint, report.Role, report.Problem))], wanted), false);

    /// <summary>
    /// Whether a cluster node can take over only without its master's word. That the replica's link is down does not say so: it is
    /// while the replica starts and copies too, and a master that lives has writes that the replica has not.
    /// </summary>
    public static bool MustBeForced(IReadOnlyList<ClusterNodeReport> reports, RedisEndpoint replica) =>
        reports.FirstOrDefault(report => report.Endpoint == replica) is { Role.HasStaleCopy: true, Myself.MasterId: { } masterId }
        && !reports.Any(report => report.Problem is null && report.Myself?.Id == masterId);
}
