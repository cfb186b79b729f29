using RedisLib.Slots;

namespace RedisLib.Administration;

/// <summary>
/// Works out, from what all nodes say, which steps are still needed to make them one cluster. Run again after the steps have
/// taken effect until nothing is left: so it makes no difference whether the nodes are new, half formed or back with old data.
/// </summary>
internal static class ClusterPlan
{
    /// <summary>The steps that can be taken now; none when the nodes have to hear from each other first, or when all is done.</summary>
    /// <param name="specification">The nodes; the first <see cref="TopologySpecification.Masters"/> are to be masters if they are new.</param>
    /// <param name="reports">What every node says, in the same order. All must have answered.</param>
    /// <exception cref="RedisAdministrationException">
    /// The nodes belong to more than one cluster, or what a master that is gone had is nowhere or in copies of which none is the best.
    /// </exception>
    public static IReadOnlyList<ClusterStep> Next(TopologySpecification specification, IReadOnlyList<ClusterNodeReport> reports)
    {
        RefuseToMerge(specification, reports);
        List<ClusterStep> steps = [.. MissingSlots(specification, reports), .. Epochs(specification, reports)];
        var meetings = Meetings(specification, reports).ToList();
        steps.AddRange(meetings.OfType<ClusterStep>());
        if (steps.Count == 0 && meetings.Count == 0)
        {
            // A new node is to be the replica of an heir rather than of a master that has replicas.
            steps.AddRange(reports.Any(report => IsOrphan(report, reports))
                ? Heirs(reports).Select(heir => ClusterStep.Of(heir.Endpoint, "FAILOVER", "FORCE"))
                : Replicas(reports));
        }

        // Waiting brings no data back, so that whoever forms the cluster is told at once.
        return steps.Count > 0 || meetings.Count > 0 || LostSlots(reports) is not { } problem ? steps : throw new RedisAdministrationException(problem);
    }

    /// <summary>Why the cluster is not formed yet, or null when it is.</summary>
    public static string? Problem(IReadOnlyList<ClusterNodeReport> reports)
    {
        foreach (var report in reports)
        {
            var problem = report.Problem
                ?? (report.Myself is not { } myself ? $"{report.Endpoint} does not know itself"
                : !report.IsStateOk ? $"{report.Endpoint} takes the cluster for down"
                : reports.FirstOrDefault(other => !Knows(report, other)) is { } stranger ? $"{report.Endpoint} does not know {stranger.Endpoint}"
                : myself is { MasterId: null, Slots.Count: 0 } ? $"{report.Endpoint} has neither slots nor a master"
                : IsOrphan(report, reports) ? $"{report.Endpoint} has the data of a master that is gone and has not taken its place yet"
                : report.Role is not { IsLinkUp: true } ? $"{report.Endpoint} has not got the data of its master yet"
                : null);
            if (problem is not null)
            {
                return problem;
            }
        }

        return LostSlots(reports) ?? Disagreement(reports);
    }

    /// <summary>The slots of a master-to-be: an even share of all.</summary>
    internal static SlotRange ShareOf(int master, int masters) =>
        new(master * HashSlot.Count / masters, ((master + 1) * HashSlot.Count / masters) - 1);

    /// <summary>Slots that only a master has that is none of the nodes, such as one whose data directory was removed, and that left no replica.</summary>
    private static string? LostSlots(IReadOnlyList<ClusterNodeReport> reports)
    {
        var isServed = Served(reports.Select(report => report.Myself!));
        var lost = reports.SelectMany(report => report.Nodes)
            .Where(owner => !reports.Any(report => report.Myself!.Id == owner.Id || report.Myself.MasterId == owner.Id))
            .SelectMany(owner => owner.Slots)
            .Distinct()
            .SelectMany(slots => Gaps(slots, isServed))
            .ToList();
        return lost.Count == 0 ? null
            : $"the slots {string.Join(", ", lost)} belong to a master that is none of the nodes any more and left no replica: "
            + "restore its data directory and start it again, or remove the data of all nodes to start with an empty cluster";
    }

    /// <summary>Every node must see the same owners, or it would redirect clients to the wrong one.</summary>
    private static string? Disagreement(IReadOnlyList<ClusterNodeReport> reports)
    {
        var owners = reports.Select(report => report.Myself!).Where(node => node.Slots.Count > 0).ToList();
        var dissenter = reports.FirstOrDefault(report => owners.Exists(
            owner => report.Nodes.FirstOrDefault(node => node.Id == owner.Id) is not { } seen || !seen.Slots.SequenceEqual(owner.Slots)));
        return dissenter is null ? null : $"{dissenter.Endpoint} has not heard of all slots yet";
    }

    /// <summary>
    /// Nodes may be joined when at most one group of them is a cluster with slots already. Groups whose masters have just the
    /// slots that were planned for them are getting to know each other, or come from a formation that was cut short.
    /// </summary>
    private static void RefuseToMerge(TopologySpecification specification, IReadOnlyList<ClusterNodeReport> reports)
    {
        var groups = Groups(reports)
            .Select(group => (First: group[0], Owners: OwnersIn(group)))
            .Where(group => group.Owners.Count > 0)
            .ToList();
        var formed = groups.Count(group => !group.Owners.TrueForAll(owner => IsPlanned(specification, reports, owner)));
        var claimed = groups.Sum(group => group.Owners.Sum(owner => owner.Slots.Sum(slots => slots.Count)));
        if (formed > 1 || (groups.Count > 1 && claimed > HashSlot.Count))
        {
            throw new RedisAdministrationException(
                $"{string.Join(" and ", groups.Select(group => group.First.Endpoint))} belong to different clusters with slots of their own, and to join them would lose data: "
                + "use nodes of one cluster, or run FLUSHALL and CLUSTER RESET HARD on those whose data is not wanted.");
        }
    }

    private static List<ClusterNode> OwnersIn(List<ClusterNodeReport> group) =>
        [.. group.SelectMany(report => report.Nodes).Where(node => node.Slots.Count > 0).DistinctBy(node => node.Id)];

    private static bool IsPlanned(TopologySpecification specification, IReadOnlyList<ClusterNodeReport> reports, ClusterNode owner) => reports
        .Take(specification.Masters)
        .Select((report, index) => report.Myself!.Id == owner.Id && owner.Slots is [var slots] && slots == ShareOf(index, specification.Masters))
        .Any(isPlanned => isPlanned);

    /// <summary>The nodes grouped by acquaintance.</summary>
    private static List<List<ClusterNodeReport>> Groups(IReadOnlyList<ClusterNodeReport> reports)
    {
        var groups = new List<List<ClusterNodeReport>>();
        foreach (var report in reports)
        {
            var friends = groups.Where(group => group.Exists(other => HasId(report, other) || HasId(other, report))).ToList();
            groups.RemoveAll(friends.Contains);
            groups.Add([.. friends.SelectMany(group => group), report]);
        }

        return groups;
    }

    private static bool HasId(ClusterNodeReport report, ClusterNodeReport other) =>
        report.Nodes.Any(node => node.Id == other.Myself?.Id && !node.Flags.Contains("handshake"));

    private static IEnumerable<ClusterStep> MissingSlots(TopologySpecification specification, IReadOnlyList<ClusterNodeReport> reports)
    {
        var isServed = Served(reports.SelectMany(report => report.Nodes));
        for (var master = 0; master < specification.Masters; master++)
        {
            var owner = reports[master].Myself!.MasterId is null ? reports[master] : reports.First(report => report.Myself!.MasterId is null);
            foreach (var slots in Gaps(ShareOf(master, specification.Masters), isServed))
            {
                yield return ClusterStep.Of(owner.Endpoint, "ADDSLOTSRANGE", $"{slots.First}", $"{slots.Last}");
            }
        }
    }

    private static bool[] Served(IEnumerable<ClusterNode> owners)
    {
        var isServed = new bool[HashSlot.Count];
        foreach (var slots in owners.SelectMany(owner => owner.Slots))
        {
            isServed.AsSpan(slots.First, slots.Count).Fill(true);
        }

        return isServed;
    }

    /// <summary>The runs of slots within a range that are not served.</summary>
    private static IEnumerable<SlotRange> Gaps(SlotRange range, bool[] isServed)
    {
        for (var slot = range.First; slot <= range.Last; slot++)
        {
            var first = slot;
            while (slot <= range.Last && !isServed[slot])
            {
                slot++;
            }

            if (slot > first)
            {
                yield return new SlotRange(first, slot - 1);
            }
        }
    }

    /// <summary>Masters that start with different epochs need not sort out a collision first. Only a node that is alone takes one.</summary>
    private static IEnumerable<ClusterStep> Epochs(TopologySpecification specification, IReadOnlyList<ClusterNodeReport> reports) => reports
        .Take(specification.Masters)
        .Select((report, index) => (report, Epoch: index + 1))
        .Where(master => master.report.Nodes.Count == 1 && master.report.Myself!.ConfigEpoch == 0)
        .Select(master => ClusterStep.Of(master.report.Endpoint, "SET-CONFIG-EPOCH", $"{master.Epoch}"));

    /// <summary>Every pair that has not met is introduced, rather than one node to all: that saves the rounds of gossip.</summary>
    /// <returns>A step for each such pair, or null for a pair that is just getting to know each other.</returns>
    private static IEnumerable<ClusterStep?> Meetings(TopologySpecification specification, IReadOnlyList<ClusterNodeReport> reports)
    {
        for (var i = 0; i < reports.Count; i++)
        {
            for (var j = i + 1; j < reports.Count; j++)
            {
                if (Knows(reports[i], reports[j]) && Knows(reports[j], reports[i]))
                {
                    continue;
                }

                var isUnderWay = reports[i].Nodes.Any(node => node.Endpoint == reports[j].Endpoint && node.Flags.Contains("handshake"));
                yield return isUnderWay ? null : Meet(reports[i].Endpoint, specification.DataNodes[j]);
            }
        }
    }

    private static ClusterStep Meet(RedisEndpoint node, TopologyNode other) => other.BusPort == 0
        ? ClusterStep.Of(node, "MEET", other.Endpoint.Host, $"{other.Endpoint.Port}")
        : ClusterStep.Of(node, "MEET", other.Endpoint.Host, $"{other.Endpoint.Port}", $"{other.BusPort}");

    private static bool Knows(ClusterNodeReport report, ClusterNodeReport other) => ReferenceEquals(report, other)
        || report.Nodes.Any(node => node.Id == other.Myself?.Id && node.Endpoint == other.Endpoint && !node.Flags.Contains("handshake"));

    /// <summary>
    /// For each master that is none of the nodes any more, such as one whose data directory was removed, the replica that has most
    /// of its data. By itself a replica that was started after its master's end never takes over: it can not tell how old its data is.
    /// </summary>
    private static IEnumerable<ClusterNodeReport> Heirs(IReadOnlyList<ClusterNodeReport> reports) => reports
        .Where(report => IsOrphan(report, reports))
        .GroupBy(report => report.Myself!.MasterId, report => (Report: report, report.Copy), StringComparer.Ordinal)
        .Where(orphans => orphans.All(orphan => orphan.Copy is not null))
        .Select(orphans => Heir([.. orphans.Select(orphan => (orphan.Report, orphan.Copy!.Value))]));

    private static ClusterNodeReport Heir(List<(ClusterNodeReport Report, StrandedCopy Copy)> orphans)
    {
        var best = orphans.MaxBy(orphan => (orphan.Copy.Offset, orphan.Copy.Keys));
        return !orphans.Exists(orphan => orphan.Copy.MayHaveMoreThan(best.Copy)) ? best.Report : throw new RedisAdministrationException(
            $"{string.Join(" and ", orphans.Select(orphan => $"{orphan.Report.Endpoint} ({orphan.Copy.Keys} keys)"))} are replicas of a master that is gone, "
            + "and which of them has its latest data is not known: run CLUSTER FAILOVER FORCE on the one to go on from, and the others will drop theirs.");
    }

    /// <summary>Whether a node is the replica of a master that is none of the nodes and has slots to inherit.</summary>
    private static bool IsOrphan(ClusterNodeReport report, IReadOnlyList<ClusterNodeReport> reports) =>
        report.Myself?.MasterId is { } masterId
        && !reports.Any(other => other.Myself?.Id == masterId)
        && report.Nodes.Any(node => node.Id == masterId && node.Slots.Count > 0);

    /// <summary>Nodes without slots become replicas, each of the master that has the fewest.</summary>
    private static IEnumerable<ClusterStep> Replicas(IReadOnlyList<ClusterNodeReport> reports)
    {
        var replicasOf = reports.Select(report => report.Myself!).Where(node => node.Slots.Count > 0).ToDictionary(node => node.Id, _ => 0);
        foreach (var masterId in reports.Select(report => report.Myself!.MasterId).OfType<string>().Where(replicasOf.ContainsKey))
        {
            replicasOf[masterId]++;
        }

        foreach (var report in reports.Where(report => report.Myself is { MasterId: null, Slots.Count: 0 }))
        {
            var masterId = replicasOf.MinBy(master => master.Value).Key;
            replicasOf[masterId]++;
            yield return ClusterStep.Of(report.Endpoint, "REPLICATE", masterId);
        }
    }
}
