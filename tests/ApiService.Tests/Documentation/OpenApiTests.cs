using System.Net;
using System.Text.Json;
using ApiService.Tests.Support;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace ApiService.Tests.Documentation;

public sealed class OpenApiTests : IAsyncLifetime, IDisposable
{
    private readonly RunningApi _api = new(new Dictionary<string, string> { ["ConnectionStrings:master-replica"] = "127.0.0.1:1" });
    private JsonElement _document;

    public async Task InitializeAsync() => _document = await _api.GetAsync("/openapi/v1.json");

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _api.Dispose();

    [Fact]
    public void The_document_lists_every_route()
    {
        var routes = _api.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is var route && route != "/"
                && !route!.StartsWith("/openapi", StringComparison.Ordinal) && !route.Contains("docs", StringComparison.Ordinal))
            .SelectMany(endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
                .Select(method => $"{method} {endpoint.RoutePattern.RawText}"))
            .Order(StringComparer.Ordinal);

        var documented = _document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Select(operation => $"{operation.Name.ToUpperInvariant()} {path.Name}"))
            .Order(StringComparer.Ordinal);

        Assert.Equal(routes, documented);
        Assert.Contains("POST /{mode}/cache", documented);
    }

    [Theory]
    [InlineData("/cache", "get", "200 400 404 409 503")]
    [InlineData("/{mode}/cache", "post", "200 400 415 503")]
    [InlineData("/fillcluster", "post", "200 400 503")]
    [InlineData("/health", "get", "200 503")]
    public void A_route_lists_its_answers(string path, string method, string statuses)
    {
        var responses = Operation(path, method).GetProperty("responses").EnumerateObject().Select(response => response.Name);

        Assert.Equal(statuses, string.Join(' ', responses.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Values_and_endpoints_are_shown_as_text_and_counts_as_numbers()
    {
        var schemas = _document.GetProperty("components").GetProperty("schemas");

        Assert.Equal("string", schemas.GetProperty("CacheAnswer").GetProperty("properties").GetProperty("value").GetProperty("type").GetString());
        Assert.Equal("string", schemas.GetProperty("RedisEndpoint").GetProperty("type").GetString());
        Assert.Equal("integer", Parameter("/fillcluster", "count").GetProperty("schema").GetProperty("type").GetString());
        Assert.True(Parameter("/cache", "key").GetProperty("required").GetBoolean());
    }

    [Fact]
    public async Task The_page_to_try_it_needs_nothing_from_elsewhere()
    {
        using var page = await _api.Client.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        Assert.StartsWith("/docs", page.RequestMessage!.RequestUri!.AbsolutePath, StringComparison.Ordinal);

        var html = await page.Content.ReadAsStringAsync();
        Assert.Contains("swagger-ui", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);

        using var script = await _api.Client.GetAsync(new Uri("/docs/swagger-ui-bundle.js", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, script.StatusCode);
    }

    private JsonElement Operation(string path, string method) => _document.GetProperty("paths").GetProperty(path).GetProperty(method);

    private JsonElement Parameter(string path, string name) => Operation(path, "get").GetProperty("parameters").EnumerateArray()
        .Single(parameter => parameter.GetProperty("name").GetString() == name);
}
