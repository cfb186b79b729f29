using System.Collections.Concurrent;
using System.Collections.Immutable;
using RedisLib;
using RedisLib.Administration;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Shows a topology and its nodes in the dashboard. It publishes only what has changed, since each update travels to every viewer.</summary>
internal sealed class TopologyPublisher(RedisTopologyResource topology, ResourceNotificationService notifications, TimeProvider time)
{
    /// <summary>
    /// A state that is shown for a moment when the health of something running has changed. Aspire looks at the health of a
    /// healthy resource every half minute only, and at once when the text of its state changes.
    /// </summary>
    private const string CheckingState = "Checking";

    private const string StateKey = "/state";

    private static readonly IReadOnlyDictionary<string, string> PausedProperties =
        new Dictionary<string, string>(StringComparer.Ordinal) { [NodeStatus.PausedProperty] = "yes" };

    /// <summary>All nodes have ended. Not one of the states that Aspire takes for final, since the nodes can be started again.</summary>
    private const string StoppedState = "Stopped";

    private readonly ConcurrentDictionary<string, bool> _paused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);
    private Dictionary<string, RedisEndpoint> _endpoints = new(StringComparer.Ordinal);

    /// <summary>The names of the nodes by where they are.</summary>
    public IReadOnlyDictionary<RedisEndpoint, string> Names { get; private set; } = new Dictionary<RedisEndpoint, string>();

    /// <summary>Learns where the nodes are.</summary>
    public void Know(Dictionary<string, RedisEndpoint> endpoints)
    {
        Names = endpoints.ToDictionary(node => node.Value, node => node.Key);
        _endpoints = endpoints;
    }

    public RedisEndpoint? EndpointOf(string node) => _endpoints.TryGetValue(node, out var endpoint) ? endpoint : null;

    /// <summary>Shows the state of the topology and why it is in it.</summary>
    public async Task StateAsync(string state, string summary)
    {
        var isNew = HasChanged(StateKey, state);
        if (HasChanged(topology.Name, summary) || isNew)
        {
            var style = state == KnownResourceStates.FailedToStart ? KnownResourceStateStyles.Error : KnownResourceStateStyles.Info;
            await notifications.PublishUpdateAsync(topology, snapshot => snapshot with
            {
                State = new ResourceStateSnapshot(state, style),
                Properties = WithSummary(snapshot, summary),
            }).ConfigureAwait(false);
        }
    }

    /// <summary>From this state on Aspire looks at the health of the topology.</summary>
    public Task RunningAsync() => ShowStateAsync(KnownResourceStates.Running, style: null);

    /// <summary>Shows that nothing of the topology runs, which is neither health nor a fault.</summary>
    public Task StoppedAsync() => ShowStateAsync(StoppedState, KnownResourceStateStyles.Info);

    public async Task SummaryAsync(string summary)
    {
        if (HasChanged(topology.Name, summary))
        {
            await notifications.PublishUpdateAsync(topology, snapshot => snapshot with
            {
                Properties = WithSummary(snapshot, summary),
            }).ConfigureAwait(false);
        }
    }

    /// <summary>Shows that a node is paused, or that it is no more.</summary>
    public Task PausedAsync(IRedisNodeResource node, bool isPaused)
    {
        if (isPaused ? !_paused.TryAdd(node.Name, value: true) : !_paused.TryRemove(node.Name, out _))
        {
            return Task.CompletedTask;
        }

        return notifications.PublishUpdateAsync(node, snapshot => snapshot with
        {
            Properties = With(snapshot.Properties, [NodeStatus.PausedProperty], isPaused ? PausedProperties : ImmutableDictionary<string, string>.Empty),
        });
    }

    /// <summary>Shows the roles and the health of everything in a description.</summary>
    public async Task ShowAsync(TopologyDescription description)
    {
        await SummaryAsync(NodeStatus.Summary(description, Names)).ConfigureAwait(false);
        foreach (var node in description.Nodes)
        {
            if (Names.TryGetValue(node.Endpoint, out var name) && topology.Nodes.FirstOrDefault(one => one.Name == name) is { } resource)
            {
                await ShowAsync(resource, node).ConfigureAwait(false);
            }
        }

        if (HasChanged($"{topology.Name}/health", $"{description.Health} {description.ProblemText}"))
        {
            await WakeHealthCheckAsync(topology).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(IRedisNodeResource resource, NodeDescription node)
    {
        var isPaused = _paused.ContainsKey(resource.Name);
        var properties = NodeStatus.Properties(node, isPaused, Names);
        var isNew = HasChanged(resource.Name, string.Join('\n', properties));
        if (!isNew && node.Role != NodeRole.Unknown)
        {
            return;
        }

        // Aspire hides the addresses of what has ended, once it hears of the end. This one stays: it is where the node comes back.
        var link = NodeStatus.LinkText(node, isPaused);
        KeepLinkText(resource, link);
        await notifications.PublishUpdateAsync(resource, snapshot => IsShown(snapshot, link) && !isNew ? snapshot : snapshot with
        {
            Properties = With(snapshot.Properties, NodeStatus.Names, properties),
            Urls = [.. snapshot.Urls.Select(url => IsAddress(url)
                ? url with { IsInactive = false, DisplayProperties = url.DisplayProperties with { DisplayName = link } }
                : url)],
        }).ConfigureAwait(false);
        if (isNew)
        {
            await WakeHealthCheckAsync(resource).ConfigureAwait(false);
        }
    }

    private static bool IsAddress(UrlSnapshot url) => url.Name == RedisTopologyResource.EndpointName;

    private static bool IsShown(CustomResourceSnapshot snapshot, string link) =>
        snapshot.Urls.Where(IsAddress).All(url => !url.IsInactive && url.DisplayProperties.DisplayName == link);

    /// <summary>
    /// The role stands in the table of resources as the text of the node's address. Aspire builds the addresses anew from
    /// the annotations whenever the process or container changes, so the text is kept there too.
    /// </summary>
    private static void KeepLinkText(IRedisNodeResource resource, string text)
    {
        foreach (var url in resource.Annotations.OfType<ResourceUrlAnnotation>())
        {
            if (url.Endpoint?.EndpointName == RedisTopologyResource.EndpointName)
            {
                url.DisplayText = text;
            }
        }
    }

    private async Task WakeHealthCheckAsync(IResource resource)
    {
        var wasRunning = false;
        await notifications.PublishUpdateAsync(resource, snapshot =>
        {
            wasRunning = snapshot.State?.Text == KnownResourceStates.Running;
            return wasRunning ? snapshot with { State = CheckingState } : snapshot;
        }).ConfigureAwait(false);
        if (wasRunning)
        {
            await notifications.PublishUpdateAsync(resource, snapshot =>
                snapshot.State?.Text == CheckingState ? snapshot with { State = KnownResourceStates.Running } : snapshot).ConfigureAwait(false);
        }
    }

    private Task ShowStateAsync(string state, string? style) => HasChanged(StateKey, state)
        ? notifications.PublishUpdateAsync(topology, snapshot => snapshot with
        {
            State = new ResourceStateSnapshot(state, style),
            StartTimeStamp = snapshot.StartTimeStamp ?? time.GetUtcNow().UtcDateTime,
        })
        : Task.CompletedTask;

    private bool HasChanged(string what, string text)
    {
        var isSame = _shown.TryGetValue(what, out var before) && before == text;
        _shown[what] = text;
        return !isSame;
    }

    private static ImmutableArray<ResourcePropertySnapshot> WithSummary(CustomResourceSnapshot snapshot, string summary) =>
        With(snapshot.Properties, [NodeStatus.TopologyProperty], new Dictionary<string, string> { [NodeStatus.TopologyProperty] = summary });

    private static ImmutableArray<ResourcePropertySnapshot> With(
        ImmutableArray<ResourcePropertySnapshot> properties, IReadOnlyList<string> names, IReadOnlyDictionary<string, string> values) =>
    [
        .. properties.Where(property => !names.Contains(property.Name)),
        .. values.Select(value => new ResourcePropertySnapshot(value.Key, value.Value)),
    ];
}
