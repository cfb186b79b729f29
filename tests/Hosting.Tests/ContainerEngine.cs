using Aspire.Hosting.RedisTopologies;

namespace Hosting.Tests;

/// <summary>The container engine of this machine, if one runs.</summary>
internal static class ContainerEngine
{
    public const string Image = "redis-topologies-test";
    public const string Tag = "7.0";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Why container tests can not run here, or null when they can.</summary>
    public static string? Problem { get; } = Machine.ContainerRuntime.Problem
        ?? (Machine.WhyNoImage(Machine.ContainerRuntime, new ContainerImage(Image, Tag)) is { } missing
            ? $"{missing}: tests/containers/build-image.sh builds it"
            : null);

    /// <summary>Runs the engine's command line, fails the test when it fails, and answers what it printed.</summary>
    public static async Task<string> RunAsync(params string[] arguments)
    {
        var result = await Task.Run(() => BoundedProcess.Run(Limit, Machine.ContainerRuntime.Command, arguments));
        Assert.True(result.Succeeded, $"{string.Join(' ', arguments)}: {result.Problem}");
        return result.Output;
    }
}

/// <summary>A test that runs where a container engine does; <c>./test --containers</c> starts one.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContainerFactAttribute : FactAttribute
{
    public ContainerFactAttribute() => Skip = ContainerEngine.Problem;
}

/// <inheritdoc cref="ContainerFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ContainerTheoryAttribute : TheoryAttribute
{
    public ContainerTheoryAttribute() => Skip = ContainerEngine.Problem;
}
