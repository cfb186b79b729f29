using System.Diagnostics;
using System.Text;

namespace ApiService.Tests.Support;

/// <summary>The service as a process of its own, for what only a process shows: its settings files, exit code and last words.</summary>
internal sealed class ApiProcess : IDisposable
{
    private const string ListeningOn = "Now listening on: ";

    /// <summary>Starting takes about a second; a machine busy with other tests takes longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ApiProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _output = ReadOutputAsync(process.StandardOutput);
    }

    public static ApiProcess Start(IReadOnlyList<(string Setting, string Value)> settings, string environment = "Production")
    {
        var start = new ProcessStartInfo("dotnet", Path.Combine(AppContext.BaseDirectory, "ApiService.dll"))
        {
            WorkingDirectory = AppContext.BaseDirectory,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ENVIRONMENT"] = environment;
        foreach (var (setting, value) in settings)
        {
            start.Environment[setting.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new ApiProcess(Process.Start(start)!);
    }

    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public Task<string> OutputAsync() => _output.WaitAsync(Patience);

    public Task<string> ErrorsAsync() => _errors.WaitAsync(Patience);

    public Task<Uri> AddressAsync() => _address.Task.WaitAsync(Patience);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private async Task<string> ReadOutputAsync(StreamReader output)
    {
        var text = new StringBuilder();
        while (await output.ReadLineAsync() is { } line)
        {
            text.AppendLine(line);
            if (line.IndexOf(ListeningOn, StringComparison.Ordinal) is var start and >= 0)
            {
                _address.TrySetResult(new Uri(line[(start + ListeningOn.Length)..]));
            }
        }

        _address.TrySetException(new InvalidOperationException($"The service ended: {await _errors}"));
        return text.ToString();
    }
}
