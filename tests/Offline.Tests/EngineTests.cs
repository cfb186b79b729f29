using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.DependencyInjection;

namespace Offline.Tests;

/// <summary>Small applications on the real orchestrator.</summary>
public sealed class EngineTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_process_is_stopped_started_and_restarted_on_command()
    {
        await using var run = await Run.StartAsync(builder => builder.AddExecutable("sleeper", "sleep", ".", "1000"));
        var first = await run.PidOfAsync("sleeper");

        Assert.True((await run.CommandAsync("sleeper", KnownResourceCommands.StopCommand)).Success);
        Assert.Equal(KnownResourceStates.Finished, run.StateOf("sleeper"));

        Assert.True((await run.CommandAsync("sleeper", KnownResourceCommands.StartCommand)).Success);
        var second = await run.PidOfAsync("sleeper", except: first);

        Assert.True((await run.CommandAsync("sleeper", KnownResourceCommands.RestartCommand)).Success);
        await run.PidOfAsync("sleeper", except: second);
    }

    [Fact]
    public async Task The_exit_code_of_a_process_is_known_and_can_be_waited_for()
    {
        await using var run = await Run.StartAsync(builder =>
        {
            var first = builder.AddExecutable("first", "sh", ".", "-c", "exit 3");
            builder.AddExecutable("second", "sleep", ".", "1000").WaitForCompletion(first, exitCode: 3);
        });

        var ended = await run.UntilAsync("first", static state => state.Snapshot.ExitCode is not null);

        Assert.Equal(3, ended.Snapshot.ExitCode);
        await run.UntilAsync("second", static state => state.Snapshot.State?.Text == KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_program_that_is_not_there_fails_to_start()
    {
        await using var run = await Run.StartAsync(builder => builder.AddExecutable("nobody", "/nonexistent/program", "."));

        await run.UntilAsync("nobody", static state => state.Snapshot.State?.Text == KnownResourceStates.FailedToStart);
    }

    [Fact]
    public async Task Braces_in_arguments_and_variables_reach_the_process_as_they_are()
    {
        await using var run = await Run.StartAsync(builder => builder
            .AddExecutable("echo", "sh", ".", "-c", "echo \"<$1 $TEXT>\"; exec sleep 1000", "sh", "{{x}}")
            .WithEnvironment("TEXT", "{{.Name}}"));
        await run.UntilAsync("echo", static state => state.Snapshot.State?.Text == KnownResourceStates.Running);

        Assert.Contains("<{{x}} {{.Name}}>", await run.FirstLineAsync("echo"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ports_without_a_proxy_are_known_to_everybody_before_anything_starts()
    {
        await using var run = await Run.StartAsync(builder =>
        {
            var one = builder.AddExecutable("one", "sleep", ".", "1000").WithEndpoint(name: "tcp", scheme: "redis", isProxied: false);
            var two = builder.AddExecutable("two", "sleep", ".", "1000").WithEndpoint(name: "tcp", scheme: "redis", isProxied: false);
            one.OnBeforeResourceStarted((_, _, _) => Task.FromResult(two.GetEndpoint("tcp").Port));
            two.OnBeforeResourceStarted((_, _, _) => Task.FromResult(one.GetEndpoint("tcp").Port));
        });

        await run.UntilAsync("one", static state => state.Snapshot.State?.Text == KnownResourceStates.Running);
        await run.UntilAsync("two", static state => state.Snapshot.State?.Text == KnownResourceStates.Running);
    }

    [Fact]
    public async Task A_resource_is_ready_once_its_check_is_healthy_and_who_waits_for_it_starts_then()
    {
        var isHealthy = false;
        await using var run = await Run.StartAsync(builder =>
        {
            builder.Services.AddHealthChecks().AddCheck("check", () => isHealthy
                ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Healthy()
                : Microsoft.Extensions.Diagnostics.HealthChecks.HealthCheckResult.Unhealthy());
            var first = builder.AddExecutable("first", "sleep", ".", "1000").WithHealthCheck("check");
            builder.AddExecutable("second", "sleep", ".", "1000").WaitFor(first);
        });
        await run.UntilAsync("first", static state => state.Snapshot.HealthReports.Any(static report => report.Status is not null));
        Assert.Equal(KnownResourceStates.Waiting, run.StateOf("second"));

        isHealthy = true;

        await run.UntilAsync("second", static state => state.Snapshot.State?.Text == KnownResourceStates.Running);
    }

    /// <summary>An application that is stopped at the end, whatever the test comes to.</summary>
    private sealed class Run(DistributedApplication application, Task start) : IAsyncDisposable
    {
        public static Task<Run> StartAsync(Action<IDistributedApplicationBuilder> configure)
        {
            var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
            {
                DisableDashboard = true,
                AssemblyName = typeof(EngineTests).Assembly.GetName().Name,
            });
            configure(builder);
            var application = builder.Build();

            // It comes back when everything has started, and some tests look before that.
            return Task.FromResult(new Run(application, application.StartAsync()));
        }

        public async Task<ResourceEvent> UntilAsync(string name, Func<ResourceEvent, bool> condition)
        {
            using var limit = new CancellationTokenSource(Deadline);
            var reached = application.ResourceNotifications.WaitForResourceAsync(name, condition, limit.Token);
            if (await Task.WhenAny(reached, start) == start)
            {
                await start;
            }

            return await reached;
        }

        public async Task<int> PidOfAsync(string name, int? except = null)
        {
            var state = await UntilAsync(name, state => state.Snapshot.State?.Text == KnownResourceStates.Running && Pid(state) is { } pid && pid != except);
            return Pid(state)!.Value;
        }

        public async Task<ExecuteCommandResult> CommandAsync(string name, string command)
        {
            using var limit = new CancellationTokenSource(Deadline);
            return await application.ResourceCommands.ExecuteCommandAsync(name, command, limit.Token);
        }

        public string? StateOf(string name) =>
            application.ResourceNotifications.TryGetCurrentState(name, out var state) ? state.Snapshot.State?.Text : null;

        public async Task<string> FirstLineAsync(string name)
        {
            Assert.True(application.ResourceNotifications.TryGetCurrentState(name, out var state));
            using var limit = new CancellationTokenSource(Deadline);
            var loggers = application.Services.GetRequiredService<ResourceLoggerService>();
            await foreach (var lines in loggers.WatchAsync(state.ResourceId).WithCancellation(limit.Token))
            {
                return lines[0].Content;
            }

            return "";
        }

        public async ValueTask DisposeAsync()
        {
            await application.StopAsync();
            await application.DisposeAsync();
        }

        private static int? Pid(ResourceEvent state) => state.Snapshot.Properties.FirstOrDefault(static property => property.Name == "executable.pid")?.Value as int?;
    }
}
