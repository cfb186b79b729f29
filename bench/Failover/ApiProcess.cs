using System.Diagnostics;
using RedisLib;
using TestServers;

namespace Failover;

/// <summary>The API as a process of its own, for one topology.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    private readonly Process _process;

    private ApiProcess(Process process, HttpClient http)
    {
        _process = process;
        Http = http;
    }

    public HttpClient Http { get; }

    /// <summary>Starts it and returns when it serves.</summary>
    public static async Task<ApiProcess> StartAsync(RedisMode mode, string connectionString)
    {
        var address = $"http://127.0.0.1:{FreePorts.Next()}";
        var start = new ProcessStartInfo("dotnet", [Find(), "--urls", address, "--Logging:LogLevel:Default=Critical"])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
        };
        start.Environment["Redis__Mode"] = mode.ToString();
        start.Environment[$"ConnectionStrings__{ModeNames.Of(mode)}"] = connectionString;
        var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        process.BeginOutputReadLine();

        // A request that waits longer than any deadline of the API is a finding of its own.
        var api = new ApiProcess(process, new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(10) });
        await Eventually.Is(async () => (await api.Http.GetAsync("health")).IsSuccessStatusCode, TimeSpan.FromSeconds(30));
        return api;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>The API is built beside this program, in the same configuration.</summary>
    private static string Find()
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        var root = output;
        while (!File.Exists(Path.Combine(root.FullName, "aspire.sln")))
        {
            root = root.Parent ?? throw new InvalidOperationException("aspire.sln is in no folder above this program.");
        }

        return Path.Combine(root.FullName, "ApiService", "bin", configuration, output.Name, "ApiService.dll");
    }
}
