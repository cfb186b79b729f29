using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>
/// Puts the nodes of every topology into the model that nobody has asked for yet. Subscribers come before the first event of
/// a start, at which Aspire looks at what the model holds, and after the last setting.
/// </summary>
internal sealed class NodePlacement(DistributedApplicationModel model) : IDistributedApplicationEventingSubscriber
{
    public Task SubscribeAsync(
        IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext executionContext, CancellationToken cancellationToken)
    {
        foreach (var topology in model.Resources.OfType<RedisTopologyResource>().ToArray())
        {
            topology.NodesInModel?.Place();
        }

        return Task.CompletedTask;
    }
}
