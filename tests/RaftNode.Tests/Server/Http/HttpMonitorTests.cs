using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TestServers;

namespace RaftNode.Tests.Server.Http;

/// <summary>The page of a whole server, asked as a scraper, a probe or an attacker does.</summary>
public sealed partial class HttpMonitorTests : IAsyncLifetime
{
    /// <summary>The server gives up a request after ten seconds.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    private readonly int _port = FreePorts.Next();
    private readonly HttpClient _http;
    private RaftNodeProcess _server = null!;

    public HttpMonitorTests() => _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_port}"), Timeout = Deadline };

    public async Task InitializeAsync() => _server = await RaftNodeProcess.StartAsync("--http-port", $"{_port}");

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Metrics_are_what_the_server_has_done()
    {
        using var connection = new TestConnection(_server.Endpoint.Port);
        connection.Ask("SET a 1");
        connection.Ask("SET b 1 EX 100");
        connection.Ask("LPUSH a x");
        connection.Ask("MGET a b absent");

        var text = await _http.GetStringAsync("metrics");

        Assert.Equal(1, ValueOf(text, "raftnode_clients_connected"));
        Assert.Equal(2, ValueOf(text, "raftnode_commands_total{command=\"set\"}"));
        Assert.Equal(1, ValueOf(text, "raftnode_commands_failed_total{command=\"lpush\"}"));
        Assert.Equal(2, ValueOf(text, "raftnode_command_duration_seconds_count{command=\"set\"}"));
        Assert.Equal(2, ValueOf(text, "raftnode_command_duration_seconds_bucket{command=\"set\",le=\"+Inf\"}"));
        Assert.Equal(1, ValueOf(text, "raftnode_errors_total{code=\"WRONGTYPE\"}"));
        Assert.Equal(2, ValueOf(text, "raftnode_db_keys{db=\"0\"}"));
        Assert.Equal(1, ValueOf(text, "raftnode_db_expiring_keys{db=\"0\"}"));
        Assert.Equal(2, ValueOf(text, "raftnode_keys_hits_total"));
        Assert.Equal(1, ValueOf(text, "raftnode_keys_misses_total"));
        Assert.Equal(0, ValueOf(text, "raftnode_loading"));
        Assert.Equal(1, ValueOf(text, "raftnode_persistence_writable"));
        Assert.True(ValueOf(text, "raftnode_network_input_bytes_total") > 50);
        Assert.True(ValueOf(text, "raftnode_event_loop_duration_seconds_count") > 0);
        Assert.True(ValueOf(text, "process_resident_memory_bytes") > 1_000_000);
    }

    [Fact]
    public async Task Metrics_follow_the_text_format()
    {
        using var connection = new TestConnection(_server.Endpoint.Port);
        connection.Ask("SET a 1");

        using var answer = await _http.GetAsync("metrics");
        var lines = (await answer.Content.ReadAsStringAsync()).Split('\n');

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("", lines[^1]);
        var described = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines[..^1])
        {
            if (line.StartsWith("# ", StringComparison.Ordinal))
            {
                Assert.Matches("^# (HELP [a-z_]+ .+|TYPE [a-z_]+ (counter|gauge|histogram))$", line);
                described.Add(line.Split(' ')[2]);
            }
            else
            {
                Assert.Matches("^[a-z_]+(\\{[a-z]+=\"[^\"]*\"(,le=\"[^\"]+\")?\\})? [0-9Ee+.-]+$", line);
                Assert.Contains(HistogramSuffix().Replace(line.Split(' ', '{')[0], ""), described);
            }
        }
    }

    [Fact]
    public async Task Buckets_of_a_histogram_never_fall()
    {
        using var connection = new TestConnection(_server.Endpoint.Port);
        connection.Ask("SET a 1");

        var text = await _http.GetStringAsync("metrics");

        var counts = text.Split('\n').Where(line => line.StartsWith("raftnode_event_loop_duration_seconds_bucket", StringComparison.Ordinal)).Select(line => double.Parse(line.Split(' ')[1])).ToArray();
        Assert.Equal(counts.Order(), counts);
    }

    [Fact]
    public async Task A_server_that_serves_is_healthy()
    {
        using var answer = await _http.GetAsync("health");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal("ok", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["status"]!);
    }

    [Fact]
    public async Task A_server_that_refuses_writes_is_not_healthy()
    {
        using var connection = new TestConnection(_server.Endpoint.Port);
        connection.Ask("SET a 1");
        connection.Ask("CONFIG SET save \"3600 1\"");
        Directory.CreateDirectory(Path.Combine(_server.Folder, "dump.rdb"));
        connection.Ask("BGSAVE");

        await Eventually.Is(async () => await StatusOfHealthAsync() == HttpStatusCode.ServiceUnavailable, Deadline);

        using var answer = await _http.GetAsync("health");
        var report = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("unwritable", (string)report["status"]!);
        Assert.StartsWith("MISCONF", (string)report["problem"]!);
        Directory.Delete(Path.Combine(_server.Folder, "dump.rdb"));
        connection.Ask("BGSAVE");
        await Eventually.Is(async () => await StatusOfHealthAsync() == HttpStatusCode.OK, Deadline);
    }

    [Fact]
    public async Task HEAD_is_answered_without_the_body()
    {
        using var asked = new HttpRequestMessage(HttpMethod.Head, "metrics");
        using var answer = await _http.SendAsync(asked);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Content.Headers.ContentLength > 1000);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("GET /other HTTP/1.1\r\n\r\n", "HTTP/1.1 404 ")]
    [InlineData("POST /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 405 ")]
    [InlineData("PING\r\n\r\n", "HTTP/1.1 400 ")]
    public async Task What_there_is_not_is_refused(string request, string answer)
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));

        Assert.StartsWith(answer, await ReadToEndAsync(client));
    }

    [Fact]
    public async Task Headers_without_end_are_cut_off()
    {
        using var client = await ConnectAsync();
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes("GET /metrics HTTP/1.1\r\n" + new string('x', 8192 - 23)));

        Assert.StartsWith("HTTP/1.1 431 ", await ReadToEndAsync(client));
    }

    [Fact]
    public async Task Many_who_say_nothing_are_given_up_and_others_are_served_then()
    {
        var idle = new List<TcpClient>();
        for (var i = 0; i < 200; i++)
        {
            idle.Add(await ConnectAsync());
        }

        await idle[0].GetStream().WriteAsync("GET /met"u8.ToArray());
        var first = ReadToEndAsync(idle[0]);

        // It waits behind all of them, who are given up one crowd after the other.
        idle.Skip(64).ToList().ForEach(client => client.Dispose());
        using var answer = await _http.GetAsync("health");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("", await first);
        idle.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Who_goes_away_before_the_answer_leaves_nothing_behind()
    {
        for (var i = 0; i < 300; i++)
        {
            using var client = await ConnectAsync();
            client.LingerState = new LingerOption(enable: true, seconds: 0);
            await client.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\n\r\n"u8.ToArray());
        }

        using var answer = await _http.GetAsync("health");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private async Task<HttpStatusCode> StatusOfHealthAsync()
    {
        using var answer = await _http.GetAsync("health");
        return answer.StatusCode;
    }

    private async Task<TcpClient> ConnectAsync()
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _port);
        return client;
    }

    private static async Task<string> ReadToEndAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.Latin1, leaveOpen: true);
        using var deadline = new CancellationTokenSource(Deadline);
        return await reader.ReadToEndAsync(deadline.Token);
    }

    private static double ValueOf(string text, string name) =>
        double.Parse(text.Split('\n').First(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[^1]);

    [GeneratedRegex("(?<=_seconds)_(bucket|sum|count)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex HistogramSuffix();
}
