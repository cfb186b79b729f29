using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks everybody who has a say for the arguments and variables of a workload, and waits for their values.</summary>
internal static class WorkloadConfiguration
{
    public static async Task<IReadOnlyList<string>> ArgumentsAsync(
        IResource resource,
        DistributedApplicationExecutionContext execution,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var context = new CommandLineArgsCallbackContext([], resource, cancellationToken) { ExecutionContext = execution, Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        return await ResolveAsync(context.Args, resource, execution, cancellationToken);
    }

    public static async Task<IReadOnlyList<EngineVariable>> VariablesAsync(
        IResource resource,
        DistributedApplicationExecutionContext execution,
        ILogger logger,
        CancellationToken cancellationToken)
    {
        var context = new EnvironmentCallbackContext(execution, resource, [], cancellationToken) { Logger = logger };
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>().ToArray())
        {
            await annotation.Callback(context);
        }

        var variables = new List<EngineVariable>(context.EnvironmentVariables.Count);
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            if (await ResolveAsync(value, resource, execution, cancellationToken) is { } text)
            {
                variables.Add(new EngineVariable(name, EngineTemplate.Escape(text)));
            }
        }

        return variables;
    }

    private static async Task<IReadOnlyList<string>> ResolveAsync(
        IEnumerable<object> values,
        IResource resource,
        DistributedApplicationExecutionContext execution,
        CancellationToken cancellationToken)
    {
        var texts = new List<string>();
        foreach (var value in values)
        {
            if (await ResolveAsync(value, resource, execution, cancellationToken) is { } text)
            {
                texts.Add(EngineTemplate.Escape(text));
            }
        }

        return texts;
    }

    private static async ValueTask<string?> ResolveAsync(
        object? value,
        IResource resource,
        DistributedApplicationExecutionContext execution,
        CancellationToken cancellationToken) =>
        value switch
        {
            IValueProvider provider => await provider.GetValueAsync(
                new ValueProviderContext { Caller = resource, ExecutionContext = execution },
                cancellationToken),
            _ => value?.ToString(),
        };
}
