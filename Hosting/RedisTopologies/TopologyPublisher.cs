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
    public Task RunningAsync()
    {
        HasChanged(StateKey, KnownResourceStates.Running);
        return notifications.PublishUpdateAsync(topology, snapshot => snapshot with
        {
            State = KnownResourceStates.Running,
            StartTimeStamp = snapshot.StartTimeStamp ?? time.GetUtcNow().UtcDateTime,
        });
    }

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

        if (HasChanged($"{topology.Name}/health", $"{description.Health} {string.Join(' ', description.Problems)}"))
        {
            await WakeHealthCheckAsync(topology).ConfigureAwait(false);
        }
    }

    private async Task ShowAsync(IRedisNodeResource resource, NodeDescription node)
    {
        var properties = NodeStatus.Properties(node, Names);
        if (HasChanged(resource.Name, string.Join('\n', properties)))
        {
            var link = NodeStatus.LinkText(node);
            KeepLinkText(resource, link);
            await notifications.PublishUpdateAsync(resource, snapshot => snapshot with
            {
                Properties = With(snapshot.Properties, NodeStatus.Names, properties),
                Urls = [.. snapshot.Urls.Select(url => url.Name == RedisTopologyResource.EndpointName
                    ? url with { DisplayProperties = url.DisplayProperties with { DisplayName = link } }
                    : url)],
            }).ConfigureAwait(false);
            await WakeHealthCheckAsync(resource).ConfigureAwait(false);
        }
    }

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
