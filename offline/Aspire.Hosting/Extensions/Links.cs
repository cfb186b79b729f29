using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Changes the links that the dashboard shows.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Changes the link of an endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource =>
        builder.WithAnnotation(new ResourceUrlsCallbackAnnotation(context =>
        {
            if (context.Urls.FirstOrDefault(url => url.Endpoint?.EndpointName == endpointName) is { } link)
            {
                callback(link);
            }
        }));
}
