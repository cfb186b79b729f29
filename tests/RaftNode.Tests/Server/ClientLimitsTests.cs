using RaftNode.Store.Keys;
using TestServers;

namespace RaftNode.Tests.Server;

/// <summary>What clients may cost: a server that anybody can reach goes on serving the others.</summary>
public sealed class ClientLimitsTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public async Task More_clients_than_maxclients_are_told_so_and_those_who_are_here_are_served()
    {
        await using var server = await RaftNodeProcess.StartAsync("--maxclients", "2");
        await using var first = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+PONG", await first.AskAsync("PING"));
        await using var second = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+PONG", await second.AskAsync("PING"));

        await using var third = await TextClient.ConnectAsync(server.Endpoint);

        Assert.Equal(["-ERR max number of clients reached"], await third.LinesToEndAsync());
        Assert.Equal("+PONG", await first.AskAsync("PING"));
    }

    [Fact]
    public async Task An_idle_client_is_closed_after_the_timeout_and_a_subscriber_is_not()
    {
        await using var server = await RaftNodeProcess.StartAsync("--timeout", "1");
        await using var subscriber = await TextClient.ConnectAsync(server.Endpoint);
        await subscriber.SendAsync("SUBSCRIBE c\r\n");
        await using var idle = await TextClient.ConnectAsync(server.Endpoint);

        Assert.Empty(await idle.LinesToEndAsync());

        await using var publisher = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal(":1", await publisher.AskAsync("PUBLISH c hello"));
    }

    [Fact]
    public async Task A_subscriber_that_does_not_read_is_closed_beyond_its_hard_limit()
    {
        await using var server = await RaftNodeProcess.StartAsync("--client-output-buffer-limit", "pubsub", "1mb", "0", "0");
        await using var subscriber = await TextClient.ConnectAsync(server.Endpoint);
        await subscriber.SendAsync("SUBSCRIBE c\r\n");
        await using var publisher = await TextClient.ConnectAsync(server.Endpoint);
        var message = new string('m', Megabyte / 2);

        await Eventually.Is(async () => await publisher.AskAsync($"*3\r\n$7\r\nPUBLISH\r\n$1\r\nc\r\n${message.Length}\r\n{message}") == ":0");
    }

    [Fact]
    public async Task A_subscriber_beyond_its_soft_limit_is_closed_after_a_while()
    {
        await using var server = await RaftNodeProcess.StartAsync("--client-output-buffer-limit", "pubsub", "0", "1kb", "1");
        await using var subscriber = await TextClient.ConnectAsync(server.Endpoint);
        await subscriber.SendAsync("SUBSCRIBE c\r\n");
        await using var publisher = await TextClient.ConnectAsync(server.Endpoint);
        var message = new string('m', 8 * Megabyte);
        await publisher.AskAsync($"*3\r\n$7\r\nPUBLISH\r\n$1\r\nc\r\n${message.Length}\r\n{message}");

        await Eventually.Is(async () => await publisher.AskAsync("PUBLISH c m") == ":0");
    }

    [Fact]
    public async Task A_client_that_asks_before_it_reads_gets_all_its_replies_when_it_reads()
    {
        const int Replies = 600;
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.AskAsync("SETRANGE k 1048575 x");

        await client.SendAsync(string.Concat(Enumerable.Repeat("GETRANGE k 0 1048570\r\n", Replies)) + "PING\r\n");
        await using var other = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+PONG", await other.AskAsync("PING"));

        for (var i = 0; i < Replies; i++)
        {
            Assert.Equal("$1048571", await client.LineAsync());
            Assert.Equal(1048571, (await client.LineAsync())!.Length);
        }

        Assert.Equal("+PONG", await client.LineAsync());
    }

    [Theory]
    [InlineData("SRANDMEMBER numbers -9223372036854775807")]
    [InlineData("SRANDMEMBER words -9223372036854775807")]
    [InlineData("HRANDFIELD h -9223372036854775807")]
    [InlineData("HRANDFIELD h -4611686018427387903 WITHVALUES")]
    [InlineData("ZRANDMEMBER z -9223372036854775807")]
    public async Task Who_asks_for_more_than_its_hard_limit_is_closed_and_the_rest_is_not_written(string request)
    {
        await using var server = await RaftNodeProcess.StartAsync("--client-output-buffer-limit", "normal", "1mb", "0", "0");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.AskAsync("SADD numbers 1");
        await client.AskAsync("SADD words a");
        await client.AskAsync("HSET h f v");
        await client.AskAsync("ZADD z 1 a");

        await client.SendAsync(request + "\r\n");

        Assert.Empty(await client.LinesToEndAsync());
        await using var other = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+PONG", await other.AskAsync("PING"));
    }

    [Fact]
    public async Task A_reply_that_nobody_wants_is_not_written_to_its_end()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.AskAsync("SADD s a");

        await client.SendAsync("CLIENT REPLY OFF\r\nSRANDMEMBER s -9223372036854775807\r\n");

        Assert.Equal("+OK", await client.AskAsync("CLIENT REPLY ON"));
    }

    [Fact]
    public async Task No_string_can_be_longer_than_a_block_of_memory()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);

        Assert.Equal(
            "-ERR CONFIG SET failed (possibly related to argument 'proto-max-bulk-len') - argument must be between 1048576 and 1048576000 inclusive",
            await client.AskAsync("CONFIG SET proto-max-bulk-len 4gb"));
        Assert.Equal("+OK", await client.AskAsync("CONFIG SET proto-max-bulk-len 1000mb"));
        Assert.Equal("-ERR string exceeds maximum allowed size (proto-max-bulk-len)", await client.AskAsync("SETRANGE k 3000000000 x"));
        Assert.True((2L * StoreSettings.MostBlockBytes) + Entry.HeaderBytes + Entry.MaxSpareBytes <= int.MaxValue);
    }

    [Fact]
    public async Task A_request_longer_than_the_query_buffer_may_be_ends_the_connection()
    {
        await using var server = await RaftNodeProcess.StartAsync("--client-query-buffer-limit", "1mb");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        try
        {
            await client.SendAsync($"*2\r\n$4\r\nECHO\r\n${4 * Megabyte}\r\n{new string('x', 4 * Megabyte)}\r\n");
        }
        catch (System.Net.Sockets.SocketException)
        {
            // It may be closed before all is sent.
        }

        Assert.Empty(await client.LinesToEndAsync());
        await using var other = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+PONG", await other.AskAsync("PING"));
    }

    [Theory]
    [InlineData("*11\r\n", "-ERR Protocol error: unauthenticated multibulk length")]
    [InlineData("*2\r\n$16385\r\n", "-ERR Protocol error: unauthenticated bulk length")]
    public async Task Who_has_not_given_the_password_can_only_send_little(string request, string error)
    {
        await using var server = await RaftNodeProcess.StartAsync("--requirepass", "secret");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        await client.SendAsync(request);
        Assert.Equal([error], await client.LinesToEndAsync());

        await using var known = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+OK", await known.AskAsync("AUTH secret"));
        Assert.Equal(":20000", await known.AskAsync($"*3\r\n$6\r\nAPPEND\r\n$1\r\nk\r\n$20000\r\n{new string('x', 20000)}"));
    }

    [Fact]
    public async Task Who_has_reset_a_connection_can_only_send_little_until_it_gives_the_password_again()
    {
        await using var server = await RaftNodeProcess.StartAsync("--requirepass", "secret");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+OK", await client.AskAsync("AUTH secret"));
        Assert.Equal("+RESET", await client.AskAsync("RESET"));

        await client.SendAsync("*11\r\n");

        Assert.Equal(["-ERR Protocol error: unauthenticated multibulk length"], await client.LinesToEndAsync());
    }

    [Fact]
    public async Task Another_length_of_strings_counts_for_those_who_are_here_too()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+OK", await client.AskAsync("CONFIG SET proto-max-bulk-len 1mb"));

        await client.SendAsync($"*2\r\n$4\r\nECHO\r\n${Megabyte + 1}\r\n");

        Assert.Equal(["-ERR Protocol error: invalid bulk length"], await client.LinesToEndAsync());
    }

    [Fact]
    public async Task A_transaction_longer_than_the_query_buffer_may_be_ends_the_connection()
    {
        await using var server = await RaftNodeProcess.StartAsync("--client-query-buffer-limit", "1mb");
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+OK", await client.AskAsync("MULTI"));

        await Eventually.Is(async () =>
        {
            await client.SendAsync(string.Concat(Enumerable.Repeat("PING\r\n", 1000)));
            var lines = new List<string?>();
            for (var i = 0; i < 1000; i++)
            {
                lines.Add(await client.LineAsync());
            }

            return lines.Contains(null);
        });

        await using var other = await TextClient.ConnectAsync(server.Endpoint);
        Assert.Equal("+PONG", await other.AskAsync("PING"));
    }

    [Theory]
    [InlineData("CLIENT SETNAME")]
    [InlineData("HELLO 2 SETNAME")]
    public async Task A_name_is_no_longer_than_a_line_of_the_log_should_be(string command)
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);

        Assert.Equal("-ERR Client names cannot be longer than 1024 bytes.", await client.AskAsync($"{command} {new string('n', 1025)}"));
        Assert.Equal("$-1", await client.AskAsync("CLIENT GETNAME"));
        Assert.Equal("+OK", await client.AskAsync($"CLIENT SETNAME {new string('n', 1024)}"));
        Assert.Equal("$1024", await client.AskAsync("CLIENT GETNAME"));
    }

    [Fact]
    public async Task A_client_that_is_named_twice_is_listed_once()
    {
        await using var server = await RaftNodeProcess.StartAsync();
        await using var client = await TextClient.ConnectAsync(server.Endpoint);
        var id = (await client.AskAsync("CLIENT ID"))![1..];

        Assert.Single((await client.TextAsync($"CLIENT LIST ID {id} {id}")).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task A_port_belongs_to_one_server()
    {
        await using var server = await RaftNodeProcess.StartAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => RaftNodeProcess.StartAsync("--port", $"{server.Endpoint.Port}"));
    }

    [Fact]
    public async Task A_unix_socket_serves_as_a_port_does()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "server.sock");
        await using var server = await RaftNodeProcess.StartAsync("--unixsocket", path, "--unixsocketperm", "700");
        await using var client = await TextClient.ConnectAsync(path);

        Assert.Equal("+PONG", await client.AskAsync("PING"));
        var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : File.GetUnixFileMode(path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, mode);
    }
}
