using Polly;

namespace ServiceDefaults.Resilience;

/// <summary>Sends a request through the pipeline of its server.</summary>
internal sealed class ResilienceHandler(ServerPipelines pipelines) : DelegatingHandler
{
    private static readonly ResiliencePropertyKey<HttpRequestMessage> Request = new("request");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Request, request);
        try
        {
            return await pipelines.For(request.RequestUri).ExecuteAsync(
                static async (context, send) => await send(context.Properties.GetValue(Request, null!), context.CancellationToken),
                context,
                (Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>>)base.SendAsync);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    internal static bool MayRepeat(ResilienceContext context) => MayRepeat(context.Properties.GetValue(Request, null!));

    /// <summary>Whether sending it twice does what sending it once does, and its body can be sent again.</summary>
    internal static bool MayRepeat(HttpRequestMessage request) =>
        IsIdempotent(request.Method) && request.Content is null or ByteArrayContent or ReadOnlyMemoryContent;

    private static bool IsIdempotent(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options
        || method == HttpMethod.Trace || method == HttpMethod.Put || method == HttpMethod.Delete;
}
