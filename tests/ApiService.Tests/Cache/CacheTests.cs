using System.Net;
using System.Text.Json;
using ApiService.Cache;
using ApiService.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using RedisLib;
using TestServers;

namespace ApiService.Tests.Cache;

[Collection(Support.Topologies.Collection)]
public sealed class CacheTests(Support.Topologies topologies)
{
    private readonly RunningApi _api = topologies.Api;

    [Theory]
    [InlineData("master-replica")]
    [InlineData("sentinel")]
    [InlineData("cluster")]
    public async Task What_is_written_is_read_from_a_replica(string mode)
    {
        var key = NewKey();

        // A connection that is new knows no replica yet.
        await Eventually.Is(async () => Text(await _api.WriteAsync($"/{mode}/cache", key, "v"), "replica") is not null);
        var write = await _api.WriteAsync($"/{mode}/cache", key, "v");
        AssertAnswer(write, mode, key, "v");
        Assert.Equal(Text(write, "master"), Text(write, "servedBy"));

        var read = await ReadAsync($"/{mode}/cache?key={key}");
        AssertAnswer(read, mode, key, "v");
        Assert.NotEqual(Text(read, "master"), Text(read, "servedBy"));
    }

    [Fact]
    public async Task Routes_without_a_mode_use_the_one_of_the_settings()
    {
        var key = NewKey();

        AssertAnswer(await _api.WriteAsync("/cache", key, "v"), "master-replica", key, "v");
        AssertAnswer(await ReadAsync($"/cache?key={key}"), "master-replica", key, "v");
        AssertAnswer(await ReadAsync($"/cache/random?key={key}"), "master-replica", key, "v");
    }

    [Theory]
    [InlineData("master-replica", 3)]
    [InlineData("sentinel", 3)]
    [InlineData("cluster", 2)]
    public async Task Random_reads_come_from_every_node_that_may_serve_the_key(string mode, int nodes)
    {
        var key = NewKey();
        await _api.WriteAsync($"/{mode}/cache", key, "v");

        var servedBy = new HashSet<string?>();
        await Eventually.Is(async () =>
        {
            servedBy.Add(Text(await _api.GetAsync($"/{mode}/cache/random?key={key}"), "servedBy"));
            return servedBy.Count == nodes;
        });
    }

    [Theory]
    [InlineData("é😀\n\"\\<&>")]
    [InlineData("")]
    public async Task Any_text_comes_back_as_it_was_sent(string value)
    {
        var key = NewKey() + "é 😀&=+/";

        await _api.WriteAsync("/cache", key, value);

        AssertAnswer(await ReadAsync($"/cache?key={Uri.EscapeDataString(key)}"), "master-replica", key, value);
    }

    [Fact]
    public async Task A_value_of_many_megabytes_comes_back_as_it_was_sent()
    {
        var value = string.Concat(Enumerable.Repeat("0123456789abcdé\n", 1024 * 1024));
        var key = NewKey();

        await _api.WriteAsync("/cache", key, value);

        Assert.True(value == Text(await ReadAsync($"/cache?key={key}"), "value"));
    }

    [Theory]
    [InlineData("/cache")]
    [InlineData("/cluster/cache")]
    [InlineData("/sentinel/cache/random")]
    public async Task An_unknown_key_is_not_found_and_the_answer_tells_by_whom(string path)
    {
        var problem = await _api.GetAsync($"{path}?key=nobody-wrote-this", HttpStatusCode.NotFound);

        Assert.Equal("No such key", Text(problem, "title"));
        Assert.Equal("nobody-wrote-this", Text(problem, "key"));
        Assert.True(RedisEndpoint.TryParse(Text(problem, "servedBy"), out _));
        Assert.True(RedisEndpoint.TryParse(Text(problem, "master"), out _));
    }

    [Theory]
    [InlineData("/cache", "key")]
    [InlineData("/cache?key=", "key")]
    [InlineData("/cluster/cache/random", "key")]
    [InlineData("/raffle/cache?key=k", "mode")]
    [InlineData("/raffle/cache/random?key=k", "mode")]
    public async Task A_read_with_bad_input_names_the_field(string path, string field) =>
        AssertNames(field, await _api.GetAsync(path, HttpStatusCode.BadRequest));

    [Fact]
    public async Task A_key_that_is_too_long_is_refused_by_reads_and_writes()
    {
        var key = new string('k', CacheLimits.MaxKeyBytes + 1);

        AssertNames("key", await _api.GetAsync($"/cache?key={key}", HttpStatusCode.BadRequest));
        AssertNames("key", await _api.PostAsync("/cache", JsonSerializer.Serialize(new { key, value = "v" }), HttpStatusCode.BadRequest));
    }

    [Theory]
    [InlineData("/cache", "", "body")]
    [InlineData("/cache", "key=k", "body")]
    [InlineData("/cache", "[]", "body")]
    [InlineData("/cache", """{"value":"v"}""", "key")]
    [InlineData("/sentinel/cache", """{"key":"k"}""", "value")]
    [InlineData("/cluster/cache", """{"key":"k","value":1}""", "value")]
    [InlineData("/raffle/cache", """{"key":"k","value":"v"}""", "mode")]
    public async Task A_write_with_bad_input_names_the_field(string path, string body, string field) =>
        AssertNames(field, await _api.PostAsync(path, body, HttpStatusCode.BadRequest));

    [Fact]
    public async Task An_unknown_mode_is_answered_with_the_known_ones()
    {
        var problem = await _api.GetAsync("/raffle/cache?key=k", HttpStatusCode.BadRequest);

        Assert.Contains("master-replica, sentinel, cluster", problem.GetProperty("errors").GetProperty("mode")[0].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_another_type_is_a_conflict_in_the_words_of_the_server()
    {
        var key = NewKey();
        var redis = _api.Services.GetRequiredKeyedService<IRedisConnection>("sentinel");
        await redis.ExecuteAsync(RedisCommand.Create("RPUSH", key, "a"));

        await Eventually.Is(async () => Text(await _api.GetAsync($"/sentinel/cache?key={key}", HttpStatusCode.Conflict), "detail")!
            .StartsWith("WRONGTYPE", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound)]
    [InlineData("DELETE", "/cache?key=k", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "/cache", HttpStatusCode.UnsupportedMediaType)]
    public async Task What_routing_refuses_is_a_problem_too(string method, string path, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("key=k") };
        using var response = await _api.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    public async Task A_body_of_another_media_type_is_refused_with_the_one_that_is_needed(string mediaType)
    {
        using var content = new StringContent("""{"key":"k","value":"v"}""", new System.Net.Http.Headers.MediaTypeHeaderValue(mediaType));
        using var response = await _api.Client.PostAsync(new Uri("/cache", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
        var problem = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
        Assert.Contains("Content-Type: application/json", Text(problem, "detail"), StringComparison.Ordinal);
    }

    /// <summary>A replica has what the master acknowledged a moment later; until then the key is not there.</summary>
    private async Task<JsonElement> ReadAsync(string path)
    {
        await Eventually.Is(async () =>
        {
            using var response = await _api.Client.GetAsync(new Uri(path, UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK;
        });
        return await _api.GetAsync(path);
    }

    private static void AssertAnswer(JsonElement answer, string mode, string key, string value)
    {
        Assert.Equal(["mode", "key", "value", "servedBy", "master", "replica"], answer.EnumerateObject().Select(property => property.Name));
        Assert.Equal((mode, key, value), (Text(answer, "mode"), Text(answer, "key"), Text(answer, "value")));
        Assert.All(["servedBy", "master", "replica"], property => Assert.True(RedisEndpoint.TryParse(Text(answer, property), out _)));
    }

    private static void AssertNames(string field, JsonElement problem) =>
        Assert.Equal(field, Assert.Single(problem.GetProperty("errors").EnumerateObject()).Name);

    private static string? Text(JsonElement json, string property) => json.GetProperty(property).GetString();

    private static string NewKey() => $"cache-{Guid.NewGuid():N}";
}
