using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace ApiService.Tests.Support;

/// <summary>The service as it is, on the real web server and a free port of this machine.</summary>
internal sealed class RunningApi : WebApplicationFactory<Program>
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly Action<IWebHostBuilder>? _configure;

    public RunningApi(IReadOnlyDictionary<string, string> settings, Action<IWebHostBuilder>? configure = null)
    {
        _settings = settings;
        _configure = configure;
        UseKestrel();
        StartServer();
        Client = CreateClient();
    }

    public HttpClient Client { get; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        // Where a developer meets stack traces if anywhere.
        builder.UseEnvironment("Development");

        // A port given to the factory is set only after the service has begun to start.
        builder.UseSetting("urls", "http://127.0.0.1:0");
        foreach (var (setting, value) in _settings)
        {
            builder.UseSetting(setting, value);
        }

        _configure?.Invoke(builder);
    }

    /// <summary>Asks and reads the JSON of an answer that must have the given status.</summary>
    public async Task<JsonElement> GetAsync(string path, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(response, status);
    }

    /// <summary>Sends a body as application/json and reads the JSON of an answer that must have the given status.</summary>
    public async Task<JsonElement> PostAsync(string path, string body, HttpStatusCode status = HttpStatusCode.OK)
    {
        using var content = new StringContent(body, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        using var response = await Client.PostAsync(new Uri(path, UriKind.Relative), content);
        return await ReadAsync(response, status);
    }

    public Task<JsonElement> WriteAsync(string path, string key, string value) =>
        PostAsync(path, JsonSerializer.Serialize(new { key, value }));

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == status, $"Expected {status}, got {response.StatusCode}: {text}");
        var expected = (int)status >= 400 && !text.Contains("\"checks\"", StringComparison.Ordinal) ? "application/problem+json" : "application/json";
        Assert.Equal(expected, response.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        return JsonDocument.Parse(text).RootElement;
    }
}
