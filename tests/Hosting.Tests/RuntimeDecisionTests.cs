using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.RedisTopologies;

namespace Hosting.Tests;

public sealed class RuntimeDecisionTests
{
    private static readonly ContainerImage Image = new("redis", "8.6");

    [Fact]
    public void Auto_takes_containers_when_nothing_speaks_against_them()
    {
        var decision = Decide(RedisRuntime.Auto, containerProblem: null, processProblem: null);
        Assert.True(decision.IsContainer);
        Assert.Null(decision.Problem);
    }

    [Fact]
    public void Auto_takes_processes_otherwise_and_says_why()
    {
        var decision = Decide(RedisRuntime.Auto, containerProblem: "docker is not installed", processProblem: null);
        Assert.False(decision.IsContainer);
        Assert.Equal("processes of redis-server, because docker is not installed", decision.Reason);
        Assert.Null(decision.Problem);
    }

    [Fact]
    public void With_neither_the_problem_says_what_to_install()
    {
        var decision = Decide(RedisRuntime.Auto, containerProblem: "docker is not installed", processProblem: "redis-server is not installed");
        Assert.Equal(
            "redis-server is not installed: install redis-server (version 7 or newer), or start a container runtime", decision.Problem);
    }

    [Fact]
    public void A_runtime_that_is_asked_for_is_taken_without_looking_at_the_other()
    {
        Assert.True(RuntimeDecision.Decide(RedisRuntime.Container, None, NotAsked, NotAsked, Image, "redis-server").IsContainer);
        Assert.False(RuntimeDecision.Decide(RedisRuntime.Process, NotAsked, NotAsked, None, Image, "redis-server").IsContainer);
    }

    [Fact]
    public void Containers_that_are_asked_for_where_no_engine_runs_are_a_problem_that_says_what_to_start()
    {
        var decision = RuntimeDecision.Decide(RedisRuntime.Container, new("docker does not answer"), NotAsked, NotAsked, Image, "redis-server");
        Assert.True(decision.IsContainer);
        Assert.Equal(
            "docker does not answer: start a container runtime (Docker 25 or newer, or Podman), or set Runtime to Process", decision.Problem);
    }

    /// <summary>The default image is redis's, and would be taken for a server of ours wherever an engine has it.</summary>
    [Fact]
    public void A_server_that_no_image_is_known_of_runs_as_a_process_whatever_engine_there_is()
    {
        var decision = RuntimeDecision.Decide(RedisRuntime.Auto, NotAsked, new("no image of it is known"), None, image: null, "RaftNode");
        Assert.False(decision.IsContainer);
        Assert.Equal("processes of RaftNode, because no image of it is known", decision.Reason);
        Assert.Contains("set one", RuntimeDecision.Decide(RedisRuntime.Container, NotAsked, NotAsked, NotAsked, image: null, "RaftNode").Problem, StringComparison.Ordinal);

        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        Assert.Null(builder.AddRaftNodeServer("single").Resource.Settings.Image);
    }

    [Fact]
    public void An_image_is_looked_for_only_where_an_engine_runs()
    {
        var decision = RuntimeDecision.Decide(RedisRuntime.Auto, new("docker does not answer"), NotAsked, None, Image, "redis-server");
        Assert.Equal("processes of redis-server, because docker does not answer", decision.Reason);
    }

    [Fact]
    public void Auto_takes_processes_where_the_image_can_not_be_had()
    {
        var decision = RuntimeDecision.Decide(RedisRuntime.Auto, None, new("the image is gone"), None, Image, "redis-server");
        Assert.Equal("processes of redis-server, because the image is gone", decision.Reason);
    }

    [Theory]
    [InlineData("28.2.2 20.10.24", null)]
    [InlineData("20.10.24 20.10.24", "the docker client is older than version 25, which Aspire needs")]
    public void A_docker_client_that_the_orchestrator_refuses_does_not_count(string versions, string? problem) =>
        Assert.Equal(problem, RuntimeDecision.WhyRuntimeIsUnfit("docker", new BoundedProcess.Result(0, versions, string.Empty)));

    [Fact]
    public void A_runtime_without_an_engine_does_not_count() => Assert.Equal(
        "docker does not answer",
        RuntimeDecision.WhyRuntimeIsUnfit("docker", new BoundedProcess.Result(1, string.Empty, string.Empty)));

    [Fact]
    public void A_runtime_that_is_not_installed_does_not_count() => Assert.Equal(
        "podman is not installed",
        RuntimeDecision.WhyRuntimeIsUnfit("podman", new BoundedProcess.Result(null, string.Empty, "podman is not installed")));

    [Theory]
    [InlineData("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64", null)]
    [InlineData("Server v=8.1.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64", null)]
    [InlineData("Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64", "redis-server has version 6, and version 7 or newer is needed")]
    [InlineData("hello", "redis-server --version does not answer like a Redis server")]
    public void A_server_must_be_a_redis_of_version_7_or_newer(string output, string? problem) =>
        Assert.Equal(problem, RuntimeDecision.WhyServerIsUnfit("redis-server", new BoundedProcess.Result(0, output, string.Empty)));

    [Fact]
    public void A_command_that_gives_no_answer_is_ended_at_its_limit()
    {
        var result = BoundedProcess.Run(TimeSpan.FromMilliseconds(100), "sleep", "60");
        Assert.False(result.Succeeded);
        Assert.Equal("sleep gave no answer within 0.1 s", result.Problem);
    }

    private static Lazy<string?> None => new((string?)null);

    private static Lazy<string?> NotAsked => new(() => throw new InvalidOperationException("not to be asked"));

    private static RuntimeDecision Decide(RedisRuntime runtime, string? containerProblem, string? processProblem) => RuntimeDecision.Decide(
        runtime, new(containerProblem), None, new(processProblem), Image, "redis-server");
}
