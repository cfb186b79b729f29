using TestServers;

namespace AppHost.Tests;

/// <summary>However a run ends, nothing of it stays.</summary>
public sealed class EndingTests
{
    [Theory]
    [InlineData(Signals.Interrupt)]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Kill)]
    public async Task A_signal_ends_every_process_and_leaves_no_folder(int signal)
    {
        var foldersBefore = TemporaryFolders();
        await using var run = await AppHostProcess.StartAsync("--Topologies:Defaults:Runtime=Process");
        Assert.True(run.LivingProcesses().Count > 15);

        run.Signal(signal);

        await run.WaitForEndAsync();
        await Eventually.Is(() => !TemporaryFolders().Except(foldersBefore).Any(), TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_signal_while_the_topologies_form_ends_it_too()
    {
        await using var run = AppHostProcess.Begin("--Topologies:Defaults:Runtime=Process");
        await Eventually.Is(() => run.LivingProcesses().Values.Any(command => command.Contains("redis.conf", StringComparison.Ordinal)), TimeSpan.FromSeconds(120));

        run.Signal(Signals.Interrupt);

        await run.WaitForEndAsync();
    }

    private static HashSet<string> TemporaryFolders() =>
        [.. Directory.EnumerateDirectories(Path.GetTempPath(), "redis-topologies-*"), .. Directory.EnumerateDirectories(Path.GetTempPath(), "aspire-dcp-*")];
}
