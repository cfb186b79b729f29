using System.Diagnostics;
using System.Text;

namespace Conformance.Tests.Tools;

/// <summary>A program in a terminal of its own, which is typed to when it asks.</summary>
internal sealed class Terminal : IDisposable
{
    /// <summary>Longer than any answer takes on a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>A program that finds no size asks the terminal where its cursor is, which nobody answers here.</summary>
    private const int Columns = 200;
    private const int Rows = 50;

    private readonly StringBuilder _output = new();
    private readonly byte[] _buffer = new byte[4096];
    private readonly Process _process;
    private int _seen;

    private Terminal(Process process) => _process = process;

    /// <summary>All that it has shown so far.</summary>
    public string Output => _output.ToString();

    public static Terminal Start(string command)
    {
        var start = new ProcessStartInfo("script", ["--quiet", "--return", "--command", $"stty cols {Columns} rows {Rows} && {command}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
            Environment = { ["TERM"] = "xterm" },
        };
        return new Terminal(Process.Start(start) ?? throw new InvalidOperationException("script did not start: is bsdutils installed?"));
    }

    /// <summary>Waits until it shows a text behind what was waited for before, such as its prompt: what is typed earlier is lost.</summary>
    public async Task ExpectAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        int found;
        while ((found = Output.IndexOf(text, _seen, StringComparison.Ordinal)) < 0)
        {
            int count;
            try
            {
                count = await _process.StandardOutput.BaseStream.ReadAsync(_buffer, limit.Token);
            }
            catch (OperationCanceledException late)
            {
                throw new TimeoutException($"'{text}' did not come behind {_seen} characters of:\n{Output}", late);
            }

            _output.Append(count > 0 ? Encoding.UTF8.GetString(_buffer, 0, count) : throw new InvalidOperationException($"It ended without '{text}':\n{Output}"));
        }

        _seen = found + text.Length;
    }

    /// <summary>Types a line.</summary>
    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteAsync(line + "\r");
        await _process.StandardInput.FlushAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
