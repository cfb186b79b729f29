using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using TestServers;

namespace RaftNode.Bench;

/// <summary>A way to start a server.</summary>
/// <param name="Name">For the table.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">What it is given before the settings.</param>
internal sealed record Launch(string Name, string Program, params string[] Arguments)
{
    /// <summary>A start that takes longer is given up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static Launch Peer { get; } = new("redis-server", "redis-server");

    /// <summary>Ours, as it was built with this program.</summary>
    public static Launch Built { get; } = new("RaftNode", "dotnet", "exec", Path.Combine(AppContext.BaseDirectory, "RaftNode.dll"));

    /// <summary>Starts it, asks it until it answers PING with PONG, and ends it.</summary>
    /// <param name="directory">Where its files are.</param>
    /// <returns>Milliseconds from the start of the process to the first PONG.</returns>
    public async Task<double> TimeToPongAsync(string directory)
    {
        var port = FreePorts.Next();
        string[] settings = ["--port", port.ToString(CultureInfo.InvariantCulture), "--dir", directory, "--save", "", "--appendonly", "no"];
        var start = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo(Program, [.. Arguments, .. settings])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            while (!IsPong(port))
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(start) > Patience)
                {
                    throw new InvalidOperationException($"{Name} did not start.");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(1));
            }

            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    private static bool IsPong(int port)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.Connect("127.0.0.1", port);
            client.Send("PING\r\n"u8);
            Span<byte> reply = stackalloc byte[64];
            return reply[..client.Receive(reply)].StartsWith("+PONG"u8);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
