using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Offline.Tests;

public sealed class StateTests
{
    [Theory]
    [InlineData("Running", ResourceCommandState.Hidden, ResourceCommandState.Enabled, ResourceCommandState.Enabled)]
    [InlineData("Finished", ResourceCommandState.Enabled, ResourceCommandState.Hidden, ResourceCommandState.Disabled)]
    [InlineData("Exited", ResourceCommandState.Enabled, ResourceCommandState.Hidden, ResourceCommandState.Disabled)]
    [InlineData("FailedToStart", ResourceCommandState.Enabled, ResourceCommandState.Hidden, ResourceCommandState.Disabled)]
    [InlineData("NotStarted", ResourceCommandState.Enabled, ResourceCommandState.Hidden, ResourceCommandState.Disabled)]
    [InlineData("Starting", ResourceCommandState.Disabled, ResourceCommandState.Disabled, ResourceCommandState.Disabled)]
    [InlineData("Waiting", ResourceCommandState.Disabled, ResourceCommandState.Disabled, ResourceCommandState.Disabled)]
    public void Commands_are_offered_when_they_make_sense(string state, ResourceCommandState start, ResourceCommandState stop, ResourceCommandState restart)
    {
        Assert.Equal(start, LifecycleCommands.StartState(state));
        Assert.Equal(stop, LifecycleCommands.StopState(state));
        Assert.Equal(restart, LifecycleCommands.RestartState(state));
    }

    [Fact]
    public void Health_is_unknown_unless_the_state_is_running() =>
        Assert.Null(Snapshot("Forming", HealthStatus.Healthy).HealthStatus);

    [Fact]
    public void The_worst_check_decides() =>
        Assert.Equal(HealthStatus.Degraded, Snapshot("Running", HealthStatus.Healthy, HealthStatus.Degraded).HealthStatus);

    [Fact]
    public void A_check_that_has_not_run_yet_counts_as_unhealthy() =>
        Assert.Equal(HealthStatus.Unhealthy, Snapshot("Running", HealthStatus.Healthy, null).HealthStatus);

    [Fact]
    public void Without_checks_what_runs_is_healthy() => Assert.Equal(HealthStatus.Healthy, Snapshot("Running").HealthStatus);

    [Theory]
    [InlineData("", null)]
    [InlineData("Unknown", null)]
    [InlineData("Terminated", "Finished")]
    [InlineData("Running", "Running")]
    public void States_of_processes_are_told_in_the_words_of_the_dashboard(string state, string? expected) =>
        Assert.Equal(expected, WorkloadSnapshots.StateOfExecutable(state));

    [Fact]
    public void A_generated_password_has_its_length_and_no_character_it_does_not_allow()
    {
        var password = new GenerateParameterDefault { MinLength = 22, Special = false }.GetDefaultValue();

        Assert.Equal(22, password.Length);
        Assert.All(password, static c => Assert.True(char.IsAsciiLetterOrDigit(c)));
    }

    private static CustomResourceSnapshot Snapshot(string state, params HealthStatus?[] reports) => new()
    {
        ResourceType = "Test",
        Properties = [],
        State = state,
        HealthReports = [.. reports.Select(static (status, index) => new HealthReportSnapshot($"check {index}", status, null, null))],
    };
}
