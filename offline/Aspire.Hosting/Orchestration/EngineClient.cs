using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Aspire.Hosting.Orchestration;

/// <summary>Speaks the orchestrator's API, which is that of Kubernetes: objects are posted, patched, deleted and watched.</summary>
internal sealed class EngineClient : IDisposable
{
    private const string Base = "/apis/usvc-dev.developer.microsoft.com/v1";

    /// <summary>Without a charset, which the orchestrator takes for an unknown type.</summary>
    private static readonly MediaTypeHeaderValue MergePatch = new("application/merge-patch+json");

    /// <summary>Every answer but a watch's comes from memory.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http;

    public EngineClient(Uri address, string token, byte[] certificate)
    {
        // The certificate is our own, made for this session: nothing else can be on the other side.
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            UseProxy = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetRawCertData().AsSpan().SequenceEqual(certificate) == true },
        };
        _http = new HttpClient(handler)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public async Task CreateAsync<TSpec, TStatus>(
        EngineKind<TSpec, TStatus> kind,
        string name,
        TSpec spec,
        Dictionary<string, string>? annotations,
        CancellationToken cancellationToken)
        where TSpec : class
        where TStatus : class
    {
        var body = new EngineObject<TSpec, TStatus>
        {
            Kind = kind.Kind,
            Metadata = new EngineMetadata { Name = name, Annotations = annotations },
            Spec = spec,
        };
        using var content = JsonContent.Create(body, kind.Json);
        using var response = await SendAsync(HttpMethod.Post, $"{Base}/{kind.Plural}", content, cancellationToken);
        await RequireSuccessAsync(response, $"create {kind.Kind} {name}", cancellationToken);
    }

    /// <summary>The object, or null when there is none.</summary>
    public async Task<EngineObject<TSpec, TStatus>?> GetAsync<TSpec, TStatus>(EngineKind<TSpec, TStatus> kind, string name, CancellationToken cancellationToken)
        where TSpec : class
        where TStatus : class
    {
        using var response = await SendAsync(HttpMethod.Get, $"{Base}/{kind.Plural}/{name}", null, cancellationToken);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }

        await RequireSuccessAsync(response, $"read {kind.Kind} {name}", cancellationToken);
        return await response.Content.ReadFromJsonAsync(kind.Json, cancellationToken);
    }

    /// <summary>Asks a workload to stop; it cannot be taken back.</summary>
    public async Task StopAsync(string plural, string name, CancellationToken cancellationToken)
    {
        using var content = new StringContent("""{"spec":{"stop":true}}""", MergePatch);
        using var response = await SendAsync(HttpMethod.Patch, $"{Base}/{plural}/{name}", content, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await RequireSuccessAsync(response, $"stop {name}", cancellationToken);
        }
    }

    /// <summary>Asks for an object to be removed, which happens some time later.</summary>
    public async Task DeleteAsync(string plural, string name, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(HttpMethod.Delete, $"{Base}/{plural}/{name}", null, cancellationToken);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            await RequireSuccessAsync(response, $"delete {name}", cancellationToken);
        }
    }

    /// <summary>All objects of a kind, then every change of one.</summary>
    public async IAsyncEnumerable<EngineChange<TSpec, TStatus>> WatchAsync<TSpec, TStatus>(
        EngineKind<TSpec, TStatus> kind,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where TSpec : class
        where TStatus : class
    {
        await foreach (var line in ReadLinesAsync($"{Base}/{kind.Plural}?watch=true", cancellationToken))
        {
            // The error object of a watch has another shape; the watch ends after it and is begun anew.
            if (!line.StartsWith("{\"type\":\"ERROR\"", StringComparison.Ordinal) && JsonSerializer.Deserialize(line, kind.ChangeJson) is { Object: not null } change)
            {
                yield return change;
            }
        }
    }

    /// <summary>What a workload writes, from its start on.</summary>
    public IAsyncEnumerable<string> ReadLogAsync(string plural, string name, string source, CancellationToken cancellationToken) =>
        ReadLinesAsync($"{Base}/{plural}/{name}/log?source={source}&follow=true&timestamps=true", cancellationToken);

    /// <summary>Asks the orchestrator to end all it runs, and itself.</summary>
    public async Task StopEngineAsync(CancellationToken cancellationToken)
    {
        using var content = new StringContent("""{"status":"Stopping"}""", MergePatch);
        using var response = await SendAsync(HttpMethod.Patch, "/admin/execution", content, cancellationToken);
        await RequireSuccessAsync(response, "stop", cancellationToken);
    }

    public void Dispose() => _http.Dispose();

    private async IAsyncEnumerable<string> ReadLinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await RequireSuccessAsync(response, $"read {path}", cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var reader = new StreamReader(stream);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return line;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(RequestTimeout);
        using var request = new HttpRequestMessage(method, path)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        try
        {
            return await _http.SendAsync(request, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new EngineException($"Aspire's orchestrator did not answer within {RequestTimeout.TotalSeconds:0} s ({method} {path}).");
        }
    }

    private static async Task RequireSuccessAsync(HttpResponseMessage response, string what, CancellationToken cancellationToken)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new EngineException($"Aspire's orchestrator refused to {what}: {await ReasonAsync(response, cancellationToken)}");
        }
    }

    private static async Task<string> ReasonAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        try
        {
            using var status = JsonDocument.Parse(body);
            return status.RootElement.GetProperty("message").GetString() ?? body;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return $"{(int)response.StatusCode} {body}";
        }
    }
}
