using System.Diagnostics;
using System.Net.Sockets;
using RedisLib;

namespace TestServers;

/// <summary>
/// A real redis-server or sentinel on the loopback address, with a directory of its own. It dies with the test process and
/// leaves nothing behind.
/// </summary>
public sealed class RedisProcess : IAsyncDisposable
{
    /// <summary>A port found free may be taken before the server binds it; then another is tried.</summary>
    private const int StartAttempts = 5;

    /// <summary>As long as millions of keys take to load on a busy machine.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    private readonly TemporaryDirectory _directory = new();
    private readonly RedisProcessOptions _options;
    private Process? _process;

    private RedisProcess(RedisProcessOptions options) => _options = options;

    /// <summary>Where it listens.</summary>
    public RedisEndpoint Endpoint { get; private set; }

    /// <summary>Its password, or null.</summary>
    public string? Password => _options.Password;

    /// <summary>Its process id.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Whether the process is there, answering or paused.</summary>
    public bool IsRunning => _process is { HasExited: false };

    /// <summary>What it has logged so far.</summary>
    public string Log => File.Exists(LogPath) ? File.ReadAllText(LogPath) : "";

    private string ConfigPath => Path.Combine(_directory.Path, "redis.conf");

    private string LogPath => Path.Combine(_directory.Path, "redis.log");

    /// <summary>Starts a server without persistence or password and returns when it answers.</summary>
    /// <param name="configLines">Lines of redis.conf.</param>
    public static Task<RedisProcess> StartAsync(params string[] configLines) =>
        StartAsync(new RedisProcessOptions { ConfigLines = configLines });

    /// <summary>Starts a server or a sentinel and returns when it answers.</summary>
    /// <exception cref="InvalidOperationException">It does not start; the message has its log.</exception>
    public static async Task<RedisProcess> StartAsync(RedisProcessOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var server = new RedisProcess(options);
        for (var attempt = 1; ; attempt++)
        {
            server.Endpoint = new RedisEndpoint("127.0.0.1", options.Port ?? FreePorts.Next());
            await File.WriteAllLinesAsync(server.ConfigPath, server.Configuration());
            try
            {
                await server.RunAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < StartAttempts && options.Port is null && server.WasPortTaken)
            {
                File.Delete(server.LogPath);
            }
            catch
            {
                await server.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>SIGKILL: what a crash or a power-off of the process does. Returns when it is gone.</summary>
    public async Task KillAsync()
    {
        if (IsRunning)
        {
            Signals.Send(ProcessId, Signals.Kill);
        }

        await _process!.WaitForExitAsync();
    }

    /// <summary>SIGTERM: an orderly shutdown, which saves if the configuration says so. Returns when it is gone.</summary>
    public async Task StopAsync()
    {
        Signals.Send(ProcessId, Signals.Terminate);
        await _process!.WaitForExitAsync();
    }

    /// <summary>SIGSTOP: the kernel still takes bytes for it, but it does not answer, as if its machine had lost its network.</summary>
    public void Pause() => Signals.Send(ProcessId, Signals.Stop);

    /// <summary>SIGCONT: goes on after <see cref="Pause"/>.</summary>
    public void Resume() => Signals.Send(ProcessId, Signals.Continue);

    /// <summary>Starts it again on the same port with the configuration and the data that it left; kills it first if it runs.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        _process!.Dispose();
        await RunAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await KillAsync();
            _process.Dispose();
        }

        _directory.Dispose();
    }

    private bool WasPortTaken => Log.Contains("Address already in use", StringComparison.Ordinal);

    private IEnumerable<string> Configuration()
    {
        string[] common =
        [
            $"port {Endpoint.Port}",
            $"bind {Endpoint.Host}",
            $"dir {_directory.Path}",
            $"logfile {LogPath}",
        ];
        string[] role = _options.IsSentinel
            ? []
            : ["save \"\"", "appendonly no", "repl-diskless-sync-delay 0", "enable-debug-command local"];
        string[] password = (_options.Password, _options.IsSentinel) switch
        {
            (null, _) => [],
            (var secret, true) => [$"requirepass {secret}", $"sentinel sentinel-pass {secret}"],
            (var secret, false) => [$"requirepass {secret}", $"masterauth {secret}"],
        };
        return [.. common, .. role, .. password, .. _options.ConfigLines];
    }

    private async Task RunAsync()
    {
        string[] arguments = _options.IsSentinel ? [ConfigPath, "--sentinel"] : [ConfigPath];
        _process = await ProcessStarter.StartAsync("redis-server", arguments);
        try
        {
            await Eventually.Is(async () => !IsRunning || await AnswersAsync(), StartDeadline);
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"redis-server on {Endpoint} does not answer:\n{Log}", exception);
        }

        if (!IsRunning)
        {
            throw new InvalidOperationException($"redis-server on {Endpoint} ended with code {_process.ExitCode}; is it installed?\n{Log}");
        }
    }

    /// <summary>Any reply but LOADING will do: without the password it is NOAUTH.</summary>
    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(Endpoint.Host, Endpoint.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray());
        var reply = new byte[64];
        var count = await stream.ReadAsync(reply);
        return count > 0 && !reply.AsSpan(0, count).StartsWith("-LOADING"u8);
    }
}
