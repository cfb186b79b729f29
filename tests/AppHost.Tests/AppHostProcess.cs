using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using TestServers;

namespace AppHost.Tests;

/// <summary>
/// The whole product, started the way a user starts it, by <c>./run</c>, on ports of its own. Every process that it
/// starts inherits a mark in its environment, so that what is left afterwards can be found and counted. A Redis server
/// writes its title over its environment, and is known by the folder that it runs in.
/// </summary>
public sealed partial class AppHostProcess : IAsyncDisposable
{
    private const string MarkVariable = "REDIS_TOPOLOGIES_TEST_RUN";

    /// <summary>Twelve servers, three sentinels, the API and the dashboard on two busy cores, the incremental build included.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(120);

    /// <summary>Above the time in which the orchestrator gives up on a process that ignores its signal.</summary>
    private static readonly TimeSpan StopDeadline = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private string? _nodeFolders;

    private AppHostProcess(Process process, string mark, Uri apiAddress)
    {
        _process = process;
        Mark = mark;
        ApiAddress = apiAddress;
    }

    public string Mark { get; }

    public Uri ApiAddress { get; }

    public Uri DashboardLogin { get; private set; } = null!;

    /// <summary>All that the run has printed so far.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Starts a run and returns when it has printed its Ready line.</summary>
    public static async Task<AppHostProcess> StartAsync(params string[] arguments)
    {
        var apphost = Begin(arguments);
        try
        {
            await apphost.WaitForLineAsync(ReadyLine());
            return apphost;
        }
        catch
        {
            await apphost.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a run and returns at once.</summary>
    public static AppHostProcess Begin(params string[] arguments) => Begin(FreePorts.Next(), FreePorts.Next(), arguments);

    /// <inheritdoc cref="Begin(string[])"/>
    public static AppHostProcess Begin(int dashboardPort, int apiPort, params string[] arguments) =>
        Begin(Path.Combine(RepositoryRoot, "run"), [$"--ApiPort={apiPort}", .. arguments], dashboardPort, apiPort);

    /// <summary>Starts a run in a terminal of its own, whose process is the one that <see cref="Signal"/> reaches.</summary>
    public static AppHostProcess BeginInTerminal(params string[] arguments)
    {
        var apiPort = FreePorts.Next();
        var command = string.Join(' ', [Path.Combine(RepositoryRoot, "run"), $"--ApiPort={apiPort}", .. arguments]);
        return Begin("script", ["--quiet", "--command", command, "/dev/null"], FreePorts.Next(), apiPort);
    }

    private static AppHostProcess Begin(string program, string[] arguments, int dashboardPort, int apiPort)
    {
        var mark = Guid.NewGuid().ToString("N");
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Path.GetTempPath(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[MarkVariable] = mark;
        start.Environment["ASPNETCORE_URLS"] = $"http://localhost:{dashboardPort}";

        // The test runner's own settings are not a user's.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("VSTEST", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        var apphost = new AppHostProcess(new Process { StartInfo = start, EnableRaisingEvents = true }, mark, new Uri($"http://localhost:{apiPort}"));
        apphost._process.OutputDataReceived += (_, line) => apphost.Collect(line.Data);
        apphost._process.ErrorDataReceived += (_, line) => apphost.Collect(line.Data);
        apphost._process.Start();
        apphost._process.BeginOutputReadLine();
        apphost._process.BeginErrorReadLine();
        return apphost;
    }

    public static string RepositoryRoot { get; } = FindRepositoryRoot();

    public HttpClient CreateApiClient() => new() { BaseAddress = ApiAddress, Timeout = TimeSpan.FromSeconds(30) };

    public async Task WaitForLineAsync(Regex line)
    {
        try
        {
            await Eventually.Is(() => _output.Any(line.IsMatch) || _process.HasExited, StartDeadline);
        }
        catch (TimeoutException late)
        {
            throw new InvalidOperationException($"The run did not print '{line}' within {StartDeadline.TotalSeconds} s:\n{Output}", late);
        }

        if (!_output.Any(line.IsMatch))
        {
            throw new InvalidOperationException($"The run ended with {_process.ExitCode} before it printed '{line}':\n{Output}");
        }
    }

    /// <summary>The processes of this run that live, by id, with their command lines.</summary>
    public IReadOnlyDictionary<int, string> LivingProcesses()
    {
        var found = new Dictionary<int, string>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && IsOfThisRun(folder))
            {
                found[id] = ReadOrEmpty($"{folder}/cmdline").Replace('\0', ' ');
                if (found[id].Contains("AppHost.dll", StringComparison.Ordinal))
                {
                    _nodeFolders = Path.Combine(Path.GetTempPath(), $"redis-topologies-{id}-");
                }
            }
        }

        return found;
    }

    /// <summary>Sends a signal to what the user's terminal started: one of <see cref="Signals"/>.</summary>
    public void Signal(int signal) => Signals.Send(_process.Id, signal);

    /// <summary>Waits until no process of this run is left; answers the exit code of the run.</summary>
    public async Task<int> WaitForEndAsync()
    {
        await Eventually.Is(() => _process.HasExited && LivingProcesses().Count == 0, StopDeadline);

        // Its last lines may still be on their way.
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Signal(Signals.Terminate);
        }

        await Eventually.Is(() => _process.HasExited && LivingProcesses().Count == 0, StopDeadline);
        _process.Dispose();
    }

    [GeneratedRegex("^Ready: ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    public static partial Regex ReadyLine();

    private void Collect(string? line)
    {
        if (line is null)
        {
            return;
        }

        _output.Enqueue(line);
        if (LoginLine().Match(line) is { Success: true } login)
        {
            DashboardLogin = new Uri(login.Groups["url"].Value);
        }
    }

    private bool IsOfThisRun(string process) =>
        ReadOrEmpty($"{process}/environ").Contains($"{MarkVariable}={Mark}", StringComparison.Ordinal)
        || (_nodeFolders is { } folders && WorkingFolderOf(process).StartsWith(folders, StringComparison.Ordinal));

    private static string WorkingFolderOf(string process)
    {
        try
        {
            return new FileInfo($"{process}/cwd").LinkTarget ?? "";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    // A process may end while it is looked at; then there is nothing to read.
    private static string ReadOrEmpty(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string FindRepositoryRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "aspire.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("aspire.sln is in no folder above the tests.");
        }

        return folder;
    }

    [GeneratedRegex(@"(?<url>https?://\S+/login\?t=\S+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex LoginLine();
}
