using System.Globalization;
using System.Net.Sockets;
using System.Text;
using RedisLib;
using RedisLib.Resp;

namespace Conformance.Tests.Hostile;

/// <summary>What no client sends: the server answers as redis-server does, goes on serving, and takes no memory for what does not come.</summary>
public sealed class HostileInputTests(ServersUnderTest servers) : IClassFixture<ServersUnderTest>
{
    /// <summary>What the runtime may grow by of its own accord while a test runs, in bytes.</summary>
    private const long Slack = 100 * 1024 * 1024;

    /// <summary>They need none, and what they do or answer is not for a comparison.</summary>
    private static readonly string[] WithoutArguments =
    [
        "bgrewriteaof", "bgsave", "command", "dbsize", "hello", "info", "lastsave", "lolwut", "monitor", "quit", "randomkey", "reset", "role", "save", "shutdown", "time",
    ];

    public static TheoryData<string> Malformed { get; } = new(
        "*-1|PING|",
        "*0|PING|",
        "*1048577|",
        "*2147483648|",
        "*99999999999999999999|",
        "*abc|",
        "*|",
        "*1|$-1|",
        "*1|$-5|",
        "*1|$536870913|",
        "*1|$99999999999999999999|",
        "*1|$abc|",
        "*1|:1|",
        "*1|*1|$4|PING|",
        "*1|+PING|",
        "*2|$4|PING|x|",
        "GET \"unbalanced|",
        "GET 'unbalanced|",
        "GET \"a\"b|",
        "$4|PING|",
        "||||PING|");

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task A_malformed_frame_is_answered_as_by_redis(string bytes) =>
        Assert.Equal(await AnswerAsync(servers.Redis, Notation.Parse(bytes)), await AnswerAsync(servers.RaftNode, Notation.Parse(bytes)));

    [Fact]
    public async Task A_line_without_an_end_is_refused_once_it_is_too_long()
    {
        var bytes = Enumerable.Repeat((byte)'a', 70_000).ToArray();
        await using var redis = await RawConnection.OpenAsync(servers.Redis, RespVersion.Resp2);
        await using var raftNode = await RawConnection.OpenAsync(servers.RaftNode, RespVersion.Resp2);

        Assert.Equal(Notation.Format(await redis.AskAsync(bytes)), Notation.Format(await raftNode.AskAsync(bytes)));
    }

    [Fact]
    public async Task Every_command_refuses_too_few_arguments_as_redis_does()
    {
        await using var redis = await RawConnection.OpenAsync(servers.Redis, RespVersion.Resp2);
        await using var raftNode = await RawConnection.OpenAsync(servers.RaftNode, RespVersion.Resp2);
        foreach (var server in (RawConnection[])[redis, raftNode])
        {
            // DBSIZE takes no arguments, and other tests leave keys.
            await server.AskAsync("FLUSHALL\r\n"u8.ToArray());
        }

        var names = Notation.Format(await raftNode.AskAsync("COMMAND LIST\r\n"u8.ToArray())).Split('|').Where(line => line.Length > 0 && line[0] is not ('*' or '$')).ToList();
        Assert.True(names.Count > 150, $"COMMAND LIST names {names.Count} commands only.");
        var differences = new List<string>();
        foreach (var name in names.Except(WithoutArguments))
        {
            var request = Encoding.ASCII.GetBytes($"{name}\r\n");
            var (expected, answered) = (Notation.Format(await redis.AskAsync(request)), Notation.Format(await raftNode.AskAsync(request)));
            if (expected != answered)
            {
                differences.Add($"{name}: expected {expected}, answered {answered}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [Fact]
    public async Task Lengths_that_are_only_announced_take_no_memory()
    {
        var before = ResidentBytes();
        var clients = new List<TcpClient>();
        for (var i = 0; i < 100; i++)
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync(servers.RaftNode.Host, servers.RaftNode.Port);
            await client.GetStream().WriteAsync("*1048576\r\n$536870912\r\nabc"u8.ToArray());
        }

        await AssertServesAsync();
        Assert.InRange(ResidentBytes() - before, long.MinValue, Slack);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Noise_ends_no_server(int seed)
    {
        var random = new System.Random(seed);
        var valid = new Random.RandomCommands(seed);
        var before = ResidentBytes();
        for (var i = 0; i < 300; i++)
        {
            // Requests with some bytes changed, cut short at times: most still look like requests.
            var bytes = Enumerable.Range(0, 5).SelectMany(_ => valid.Next().Request()).ToArray();
            for (var changes = random.Next(1, 6); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "*$\r\n0129-"[random.Next(9)]);
            }

            await SendAndHangUpAsync(bytes.AsMemory(0, random.Next(4) == 0 ? random.Next(bytes.Length) : bytes.Length));
        }

        await AssertServesAsync();
        Assert.InRange(ResidentBytes() - before, long.MinValue, Slack);
    }

    [Fact]
    public async Task A_request_that_comes_byte_by_byte_is_served()
    {
        var clients = new List<RawConnection>();
        for (var i = 0; i < 50; i++)
        {
            clients.Add(await RawConnection.OpenAsync(servers.RaftNode, RespVersion.Resp2));
        }

        foreach (var part in "*2\r\n$4\r\nECHO\r\n$5\r\nhello\r"u8.ToArray())
        {
            foreach (var client in clients)
            {
                await client.SendAsync([part]);
            }
        }

        foreach (var client in clients)
        {
            Assert.Equal("$5|hello|", Notation.Format(await client.AskAsync("\n"u8.ToArray())));
            await client.DisposeAsync();
        }
    }

    [Fact]
    public async Task Who_has_said_all_and_listens_still_gets_the_replies()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(servers.RaftNode.Host, servers.RaftNode.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync("PING\r\nECHO a\r\n"u8.ToArray());
        client.Client.Shutdown(SocketShutdown.Send);

        var reply = new byte[64];
        var count = await stream.ReadAtLeastAsync(reply, reply.Length, throwOnEndOfStream: false);

        Assert.Equal("+PONG|$1|a|", Notation.Format(reply.AsSpan(0, count)));
    }

    [Fact]
    public async Task A_thousand_clients_lose_no_increment()
    {
        const int Clients = 1000;
        const int Increments = 20;
        await using var reader = await RawConnection.OpenAsync(servers.RaftNode, RespVersion.Resp2);
        await reader.AskAsync("DEL counter\r\n"u8.ToArray());
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            await using var client = await RawConnection.OpenAsync(servers.RaftNode, RespVersion.Resp2);
            for (var i = 0; i < Increments; i++)
            {
                await client.AskAsync("INCR counter\r\n"u8.ToArray());
            }
        }));

        Assert.Equal("$5|20000|", Notation.Format(await reader.AskAsync("GET counter\r\n"u8.ToArray())));
    }

    /// <summary>What is answered until the connection ends, or the ECHO that follows is answered, or the server waits for more.</summary>
    private static async Task<string> AnswerAsync(RedisEndpoint endpoint, byte[] bytes)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        await client.GetStream().WriteAsync((byte[])[.. bytes, .. "\r\nECHO the-end\r\n"u8]);
        await PassRoundsAsync(endpoint);

        // Whatever the server has to say to that is here now: where there is nothing more to read, it waits.
        var answer = new List<byte>();
        var buffer = new byte[4096];
        while (client.Client.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            var count = Read(client.Client, buffer);
            if (count == 0)
            {
                return Notation.Format([.. answer]) + " and the end";
            }

            answer.AddRange(buffer.AsSpan(0, count));
        }

        var text = Notation.Format([.. answer]);
        return text.Contains("the-end|", StringComparison.Ordinal) ? text : text + " and waits";
    }

    /// <summary>What was sent before this was read, and answered, in one of two rounds of the server's loop.</summary>
    private static async Task PassRoundsAsync(RedisEndpoint endpoint)
    {
        await using var other = await RawConnection.OpenAsync(endpoint, RespVersion.Resp2);
        for (var i = 0; i < 2; i++)
        {
            await other.AskAsync("PING\r\n"u8.ToArray());
        }
    }

    private static int Read(Socket socket, byte[] buffer)
    {
        try
        {
            return socket.Receive(buffer);
        }
        catch (SocketException)
        {
            // It was closed with something unread.
            return 0;
        }
    }

    private async Task SendAndHangUpAsync(ReadOnlyMemory<byte> bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(servers.RaftNode.Host, servers.RaftNode.Port);
        try
        {
            await client.GetStream().WriteAsync(bytes);
        }
        catch (IOException)
        {
            // It hung up first.
        }
    }

    private async Task AssertServesAsync()
    {
        await using var client = await RawConnection.OpenAsync(servers.RaftNode, RespVersion.Resp2);
        Assert.Equal("+PONG|", Notation.Format(await client.AskAsync("PING\r\n"u8.ToArray())));
    }

    private long ResidentBytes()
    {
        var line = File.ReadLines($"/proc/{servers.RaftNodeProcessId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
