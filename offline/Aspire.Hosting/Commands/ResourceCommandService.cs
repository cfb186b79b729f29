using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells resources to do something.</summary>
public class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly ResourceLoggerService _loggers;
    private readonly IServiceProvider _services;

    internal ResourceCommandService(ResourceNotificationService notifications, ResourceLoggerService loggers, IServiceProvider services)
    {
        _notifications = notifications;
        _loggers = loggers;
        _services = services;
    }

    /// <summary>Runs a command of a resource, named as in the orchestrator or as in the model.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(string resourceId, string commandName, CancellationToken cancellationToken = default) =>
        _notifications.TryGetCurrentState(resourceId, out var state)
            ? ExecuteAsync(state.Resource, state.ResourceId, commandName, cancellationToken)
            : Task.FromResult(CommandResults.Failure($"Resource '{resourceId}' not found."));

    /// <summary>Runs a command of a resource.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(IResource resource, string commandName, CancellationToken cancellationToken = default) =>
        ExecuteAsync(resource, ResourceNotificationService.IdOf(resource), commandName, cancellationToken);

    private async Task<ExecuteCommandResult> ExecuteAsync(IResource resource, string resourceId, string commandName, CancellationToken cancellationToken)
    {
        var command = resource.Annotations.OfType<ResourceCommandAnnotation>().LastOrDefault(command => command.Name == commandName);
        if (command is null)
        {
            return CommandResults.Failure($"Command '{commandName}' not available for resource '{resourceId}'.");
        }

        var logger = _loggers.GetLogger(resourceId);
        CommandLog.Executing(logger, commandName);
        try
        {
            var result = await command.ExecuteCommand(new ExecuteCommandContext
            {
                ServiceProvider = _services,
                ResourceName = resourceId,
                CancellationToken = cancellationToken,
                Logger = logger,
            });
            if (result.Success)
            {
                CommandLog.Succeeded(logger, commandName);
            }
            else if (!result.Canceled)
            {
                CommandLog.Failed(logger, commandName, result.Message ?? "no reason given");
            }

            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandResults.Canceled();
        }
        catch (Exception exception)
        {
            CommandLog.Threw(logger, exception, commandName);
            return CommandResults.Failure(exception);
        }
    }
}

/// <summary>What commands log.</summary>
internal static partial class CommandLog
{
    [LoggerMessage(1, LogLevel.Information, "Executing command '{Command}'.")]
    public static partial void Executing(ILogger logger, string command);

    [LoggerMessage(2, LogLevel.Information, "Successfully executed command '{Command}'.")]
    public static partial void Succeeded(ILogger logger, string command);

    [LoggerMessage(3, LogLevel.Error, "Failed to execute command '{Command}': {Reason}")]
    public static partial void Failed(ILogger logger, string command, string reason);

    [LoggerMessage(4, LogLevel.Error, "Failed to execute command '{Command}'.")]
    public static partial void Threw(ILogger logger, Exception exception, string command);
}
