using System.Diagnostics;
using System.Net.Sockets;
using RedisLib;

namespace TestServers;

/// <summary>A RaftNode server of its own on the loopback address. It dies with the test process.</summary>
public sealed class RaftNodeProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly TemporaryDirectory _directory;

    private RaftNodeProcess(Process process, TemporaryDirectory directory, RedisEndpoint endpoint)
    {
        _process = process;
        _directory = directory;
        Endpoint = endpoint;
    }

    /// <summary>Where it listens.</summary>
    public RedisEndpoint Endpoint { get; }

    /// <summary>Its process id.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Starts the server that was built with the tests and returns when it answers.</summary>
    /// <param name="arguments">Further settings, such as <c>--requirepass</c> and its value.</param>
    public static async Task<RaftNodeProcess> StartAsync(params string[] arguments)
    {
        var endpoint = new RedisEndpoint("127.0.0.1", FreePorts.Next());
        var directory = new TemporaryDirectory();
        var program = Path.Combine(AppContext.BaseDirectory, "RaftNode.dll");
        var process = await ProcessStarter.StartAsync("dotnet", ["exec", program, "--port", $"{endpoint.Port}", "--dir", directory.Path, "--save", "", .. arguments]);
        var server = new RaftNodeProcess(process, directory, endpoint);
        await Eventually.Is(async () => process.HasExited || await AnswersAsync(endpoint), StartDeadline);
        return process.HasExited
            ? throw new InvalidOperationException($"RaftNode on {endpoint} ended with code {process.ExitCode}.")
            : server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signals.Send(_process.Id, Signals.Kill);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _directory.Dispose();
    }

    private static async Task<bool> AnswersAsync(RedisEndpoint endpoint)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint.Host, endpoint.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray());
        return await stream.ReadAsync(new byte[64]) > 0;
    }
}
