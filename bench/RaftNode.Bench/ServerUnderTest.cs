using System.Diagnostics;
using System.Globalization;
using RedisLib;
using RedisLib.Connections;
using TestServers;

namespace RaftNode.Bench;

/// <summary>One of the two servers that are compared: redis-server, or ours.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly IAsyncDisposable _process;

    private ServerUnderTest(string name, RedisEndpoint endpoint, int processId, IAsyncDisposable process)
    {
        Name = name;
        Endpoint = endpoint;
        ProcessId = processId;
        _process = process;
    }

    public string Name { get; }

    public RedisEndpoint Endpoint { get; }

    public int ProcessId { get; }

    /// <summary>What it holds of the machine's memory (VmRSS), in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            var line = File.ReadLines($"/proc/{ProcessId}/status").First(text => text.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
        }
    }

    /// <summary>The processors' time that it has taken so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            using var process = Process.GetProcessById(ProcessId);
            return process.TotalProcessorTime;
        }
    }

    /// <summary>Both, with the same settings of redis.conf: redis-server first.</summary>
    public static async Task<IReadOnlyList<ServerUnderTest>> StartBothAsync(params string[] lines) =>
        [await StartPeerAsync(lines), await StartOursAsync(lines)];

    /// <summary>redis-server as Debian has it.</summary>
    public static async Task<ServerUnderTest> StartPeerAsync(params string[] lines)
    {
        var process = await RedisProcess.StartAsync(lines);
        return new ServerUnderTest("redis-server", process.Endpoint, process.ProcessId, process);
    }

    /// <summary>Ours, as it was built with this program.</summary>
    public static async Task<ServerUnderTest> StartOursAsync(params string[] lines)
    {
        var process = await RaftNodeProcess.StartAsync([.. lines.SelectMany(Arguments)]);
        return new ServerUnderTest("RaftNode", process.Endpoint, process.ProcessId, process);
    }

    /// <summary>A connection to it.</summary>
    public async Task<NodeConnection> ConnectAsync()
    {
        var connection = new NodeConnection(new NodeConnectionOptions { Endpoint = Endpoint, CommandTimeout = TimeSpan.FromMinutes(1) });
        await connection.WaitUntilConnectedAsync();
        return connection;
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static IEnumerable<string> Arguments(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return ["--" + words[0], .. words[1..].Select(word => word.Trim('"'))];
    }
}
