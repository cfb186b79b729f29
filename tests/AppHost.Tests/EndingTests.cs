using System.Net;
using System.Net.Sockets;
using TestServers;

namespace AppHost.Tests;

/// <summary>However a run ends, nothing of it stays.</summary>
public sealed class EndingTests
{
    /// <summary>Three, three with three sentinels, and six.</summary>
    private const int Servers = 15;

    [Theory]
    [InlineData(Signals.HangUp)]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Kill)]
    public async Task A_signal_ends_every_process_and_leaves_no_folder(int signal)
    {
        var foldersBefore = TemporaryFolders();
        await using var run = await AppHostProcess.StartAsync("--Topologies:Defaults:Runtime=Process");
        Assert.Equal(Servers, ServersOf(run));

        run.Signal(signal);

        var exitCode = await run.WaitForEndAsync();
        await Eventually.Is(() => !TemporaryFolders().Except(foldersBefore).Any(), TimeSpan.FromSeconds(30));
        if (signal != Signals.Kill)
        {
            Assert.Equal(0, exitCode);
            Assert.EndsWith("Shutting down\nEnded", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_terminal_that_is_closed_ends_every_process()
    {
        await using var run = AppHostProcess.BeginInTerminal("--Topologies:Defaults:Runtime=Process");
        await run.WaitForLineAsync(AppHostProcess.ReadyLine());
        Assert.Equal(Servers, ServersOf(run));

        run.Signal(Signals.Kill);

        await run.WaitForEndAsync();
    }

    [Fact]
    public async Task A_signal_while_the_topologies_form_ends_it_too()
    {
        await using var run = AppHostProcess.Begin("--Topologies:Defaults:Runtime=Process");
        await Eventually.Is(() => ServersOf(run) > 0, TimeSpan.FromSeconds(120));

        run.Signal(Signals.Interrupt);

        await run.WaitForEndAsync();
    }

    [Fact]
    public async Task An_orchestrator_that_is_killed_takes_everything_with_it_and_the_reason_is_told()
    {
        await using var run = await AppHostProcess.StartAsync("--Topologies:Defaults:Runtime=Process");
        Assert.Equal(Servers, ServersOf(run));

        foreach (var (id, command) in run.LivingProcesses())
        {
            if (command.Contains("dcp start-apiserver", StringComparison.Ordinal) || command.Contains("dcp run-controllers", StringComparison.Ordinal))
            {
                Signals.Send(id, Signals.Kill);
            }
        }

        Assert.Equal(1, await run.WaitForEndAsync());
        Assert.Contains("Aspire's orchestrator (dcp) has ended unexpectedly", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_run_is_told_before_it_builds_who_has_its_ports()
    {
        using var dashboard = Listen();
        using var api = Listen();

        await using var first = AppHostProcess.Begin(PortOf(dashboard), FreePorts.Next());
        Assert.NotEqual(0, await first.WaitForEndAsync());
        Assert.StartsWith($"The dashboard's port {PortOf(dashboard)} is in use", first.Output, StringComparison.Ordinal);

        await using var second = AppHostProcess.Begin(FreePorts.Next(), PortOf(api));
        Assert.NotEqual(0, await second.WaitForEndAsync());
        Assert.StartsWith($"The API's port {PortOf(api)} is in use", second.Output, StringComparison.Ordinal);
    }

    private static TcpListener Listen()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static int ServersOf(AppHostProcess run) =>
        run.LivingProcesses().Values.Count(command => command.StartsWith("redis-server ", StringComparison.Ordinal));

    private static HashSet<string> TemporaryFolders() =>
        [.. Directory.EnumerateDirectories(Path.GetTempPath(), "redis-topologies-*-*"), .. Directory.EnumerateDirectories(Path.GetTempPath(), "aspire-dcp-*")];
}
