using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>The links of a resource: one for each endpoint and the ones that were added, as its callbacks leave them.</summary>
internal static class Links
{
    public static async Task<IReadOnlyList<UrlSnapshot>> OfAsync(
        IResource resource,
        DistributedApplicationExecutionContext execution,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var urls = new List<ResourceUrlAnnotation>();
        if (resource is IResourceWithEndpoints owner)
        {
            urls.AddRange(owner.GetEndpoints().Where(static endpoint => endpoint.IsAllocated).Select(static endpoint => new ResourceUrlAnnotation
            {
                Url = endpoint.Url,
                Endpoint = endpoint,
            }));
        }

        urls.AddRange(resource.Annotations.OfType<ResourceUrlAnnotation>());
        var context = new ResourceUrlsCallbackContext(execution, resource, urls, cancellationToken) { Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<ResourceUrlsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        var isRun = resource.IsRunByEngine();
        return
        [
            .. urls.Select((url, index) => new UrlSnapshot(url.Endpoint?.EndpointName, url.Url, IsInternal: url.DisplayLocation == UrlDisplayLocation.DetailsOnly)
            {
                IsInactive = isRun,
                DisplayProperties = new UrlDisplayPropertiesSnapshot(url.DisplayText ?? "", urls.Count - index),
            }),
        ];
    }
}
