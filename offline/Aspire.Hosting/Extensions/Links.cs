using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Changes the links that the dashboard shows.</summary>
public static partial class ResourceBuilderExtensions
{
    /// <summary>Changes the links, once the endpoints are known.</summary>
    public static IResourceBuilder<T> WithUrls<T>(this IResourceBuilder<T> builder, Action<ResourceUrlsCallbackContext> callback)
        where T : IResource =>
        builder.WithAnnotation(new ResourceUrlsCallbackAnnotation(callback));

    /// <summary>Adds a link.</summary>
    public static IResourceBuilder<T> WithUrl<T>(this IResourceBuilder<T> builder, string url, string? displayText = null)
        where T : IResource =>
        builder.WithAnnotation(new ResourceUrlAnnotation { Url = url, DisplayText = displayText });

    /// <summary>Changes the link of an endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<ResourceUrlAnnotation> callback)
        where T : IResource =>
        builder.WithUrls(context =>
        {
            if (context.Urls.FirstOrDefault(url => url.Endpoint?.EndpointName == endpointName) is { } link)
            {
                callback(link);
            }
        });

    /// <summary>Adds a link to an endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Func<EndpointReference, ResourceUrlAnnotation> callback)
        where T : IResourceWithEndpoints =>
        builder.WithUrls(context =>
        {
            if (context.GetEndpoint(endpointName) is { } endpoint)
            {
                var link = callback(endpoint);
                context.Urls.Add(new ResourceUrlAnnotation
                {
                    Url = Uri.IsWellFormedUriString(link.Url, UriKind.Absolute) ? link.Url : new Uri(new Uri(endpoint.Url), link.Url).ToString(),
                    DisplayText = link.DisplayText,
                    DisplayLocation = link.DisplayLocation,
                    Endpoint = endpoint,
                });
            }
        });
}
