using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Polly.CircuitBreaker;
using ServiceDefaults.Resilience;

namespace ApiService.Tests.Defaults;

public sealed class HttpResilienceTests : IDisposable
{
    private readonly ScriptedServer _server = new();
    private readonly ServiceProvider _provider;
    private readonly HttpClient _client;

    public HttpResilienceTests()
    {
        var services = new ServiceCollection().AddHttpResilience();
        services.AddHttpClient("test").ConfigurePrimaryHttpMessageHandler(() => _server);
        _provider = services.BuildServiceProvider();
        _client = _provider.GetRequiredService<IHttpClientFactory>().CreateClient("test");
    }

    public void Dispose()
    {
        _client.Dispose();
        _provider.Dispose();
        _server.Dispose();
    }

    [Fact]
    public async Task A_read_that_fails_in_passing_is_tried_again()
    {
        _server.Answers(HttpStatusCode.ServiceUnavailable, HttpStatusCode.BadGateway, HttpStatusCode.OK);

        using var response = await _client.GetAsync(new Uri("http://one.test/"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(3, _server.Requests);
    }

    [Fact]
    public async Task A_request_that_is_not_idempotent_is_sent_once()
    {
        _server.Answers(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);

        using var response = await _client.PostAsync(new Uri("http://one.test/"), null);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal(1, _server.Requests);
    }

    [Fact]
    public async Task A_body_that_can_be_read_once_is_sent_once()
    {
        _server.Answers(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        using var content = new StreamContent(new MemoryStream([1]));

        using var response = await _client.PutAsync(new Uri("http://one.test/"), content);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task What_the_caller_got_wrong_is_not_tried_again()
    {
        _server.Answers(HttpStatusCode.NotFound, HttpStatusCode.OK);

        using var response = await _client.GetAsync(new Uri("http://one.test/"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_server_that_keeps_failing_is_left_alone_and_others_are_not()
    {
        _server.Answers(HttpStatusCode.InternalServerError);
        for (var request = 0; request < HttpResilience.BreakerMinimumRequests; request++)
        {
            using var response = await _client.PostAsync(new Uri("http://broken.test/"), null);
        }

        await Assert.ThrowsAsync<BrokenCircuitException>(() => _client.PostAsync(new Uri("http://broken.test/"), null));

        _server.Answers(HttpStatusCode.OK);
        using var other = await _client.PostAsync(new Uri("http://other.test/"), null);
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3600, 5)]
    public void Retry_After_is_followed_up_to_a_limit(int asked, int followed)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
        response.Headers.RetryAfter = new(TimeSpan.FromSeconds(asked));

        Assert.Equal(TimeSpan.FromSeconds(followed), HttpResilience.RetryAfter(response));
    }

    /// <summary>Answers as it is told; the last answer stands for all that follow.</summary>
    private sealed class ScriptedServer : HttpMessageHandler
    {
        private readonly Queue<HttpStatusCode> _answers = [];

        public int Requests { get; private set; }

        public void Answers(params HttpStatusCode[] answers)
        {
            _answers.Clear();
            Array.ForEach(answers, _answers.Enqueue);
        }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            return Task.FromResult(new HttpResponseMessage(_answers.Count > 1 ? _answers.Dequeue() : _answers.Peek()));
        }
    }
}
