using Polly;
using Polly.Registry;

namespace ServiceDefaults.Resilience;

/// <summary>
/// One pipeline a server (scheme, host and port), so that a broken one opens its own circuit and no other. They live
/// as long as the process: there are as many as servers that its code calls.
/// </summary>
internal sealed class ServerPipelines(TimeProvider time) : IDisposable
{
    private readonly ResiliencePipelineRegistry<string> _pipelines = new(new ResiliencePipelineRegistryOptions<string>
    {
        BuilderFactory = () => new ResiliencePipelineBuilder { TimeProvider = time },
    });

    public ResiliencePipeline<HttpResponseMessage> For(Uri? address) =>
        _pipelines.GetOrAddPipeline<HttpResponseMessage>(address?.GetLeftPart(UriPartial.Authority) ?? "", HttpResilience.Configure);

    public void Dispose() => _pipelines.Dispose();
}
