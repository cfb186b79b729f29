using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using RedisLib;

namespace TestServers;

/// <summary>A RaftNode server of its own on the loopback address, with a directory for its data. It dies with the test process.</summary>
public sealed class RaftNodeProcess : IAsyncDisposable
{
    /// <summary>As long as millions of keys take to load on a busy machine.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    /// <summary>An orderly end writes down what is to be kept; one that takes longer is a defect.</summary>
    private static readonly TimeSpan EndDeadline = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();
    private readonly StringBuilder _errors = new();
    private readonly Lock _lock = new();
    private Process? _process;

    private RaftNodeProcess(RedisEndpoint endpoint) => Endpoint = endpoint;

    /// <summary>Where it listens.</summary>
    public RedisEndpoint Endpoint { get; }

    /// <summary>The folder of its data.</summary>
    public string Folder => _directory.Path;

    /// <summary>Its process id.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Whether the process is there, answering or paused.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>How it ended.</summary>
    public int ExitCode => _process!.ExitCode;

    /// <summary>What it has written to its standard error stream since it was started last.</summary>
    public string Errors
    {
        get
        {
            lock (_lock)
            {
                return _errors.ToString();
            }
        }
    }

    /// <summary>Starts the server that was built with the tests and returns when it answers.</summary>
    /// <param name="arguments">Further settings, such as <c>--requirepass</c> and its value.</param>
    /// <exception cref="InvalidOperationException">It does not start; the message has what it said.</exception>
    public static async Task<RaftNodeProcess> StartAsync(params string[] arguments)
    {
        var server = new RaftNodeProcess(new RedisEndpoint("127.0.0.1", FreePorts.Next()));
        try
        {
            await server.RunAsync(arguments);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>SIGKILL: what a crash of the process does. Returns when it is gone.</summary>
    public async Task KillAsync()
    {
        if (IsRunning)
        {
            Signals.Send(ProcessId, Signals.Kill);
        }

        await _process!.WaitForExitAsync();
    }

    /// <summary>SIGTERM: an orderly end. Returns when it is gone.</summary>
    public Task StopAsync() => EndAsync(_process!);

    /// <summary>Starts it again on the same port with the data that it left; kills it first if it runs.</summary>
    /// <inheritdoc cref="StartAsync"/>
    public async Task RestartAsync(params string[] arguments)
    {
        await KillAsync();
        _process!.Dispose();
        await RunAsync(arguments);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            try
            {
                await EndAsync(_process);
            }
            finally
            {
                _process.Dispose();
                _directory.Dispose();
            }
        }
    }

    private async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            Signals.Send(process.Id, Signals.Terminate);
        }

        using var patience = new CancellationTokenSource(EndDeadline);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException late)
        {
            Signals.Send(process.Id, Signals.Kill);
            throw new InvalidOperationException($"RaftNode on {Endpoint} did not end within {EndDeadline.TotalSeconds} s of SIGTERM.", late);
        }
    }

    private async Task RunAsync(string[] arguments)
    {
        lock (_lock)
        {
            _errors.Clear();
        }

        var program = Path.Combine(AppContext.BaseDirectory, "RaftNode.dll");
        string[] file = arguments is [var first, ..] && !first.StartsWith("--", StringComparison.Ordinal) ? [first] : [];
        _process = await ProcessStarter.StartAsync(
            "dotnet",
            TakeError,
            ["exec", program, .. file, "--port", $"{Endpoint.Port}", "--dir", Folder, "--save", "", "--enable-debug-command", "local", .. arguments.Skip(file.Length)]);
        await Eventually.Is(async () => !IsRunning || await AnswersAsync(), StartDeadline);
        if (!IsRunning)
        {
            await _process.WaitForExitAsync();
            throw new InvalidOperationException($"RaftNode on {Endpoint} ended with code {ExitCode}:\n{Errors}");
        }
    }

    private void TakeError(string line)
    {
        lock (_lock)
        {
            _errors.AppendLine(line);
        }
    }

    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Endpoint.Host, Endpoint.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray());
        return await stream.ReadAsync(new byte[64]) > 0;
    }
}
