using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that a resource can be told to do.</summary>
public sealed class ResourceCommandAnnotation : IResourceAnnotation
{
    internal ResourceCommandAnnotation(
        string name,
        string displayName,
        Func<ExecuteCommandContext, Task<ExecuteCommandResult>> executeCommand,
        CommandOptions options)
    {
        Name = name;
        DisplayName = displayName;
        ExecuteCommand = executeCommand;
        UpdateState = options.UpdateState ?? (static _ => ResourceCommandState.Enabled);
        DisplayDescription = options.Description;
        ConfirmationMessage = options.ConfirmationMessage;
        IconName = options.IconName;
        IconVariant = options.IconVariant;
        IsHighlighted = options.IsHighlighted;
    }

    /// <summary>The name by which it is called.</summary>
    public string Name { get; }

    /// <summary>The name that users see.</summary>
    public string DisplayName { get; }

    /// <summary>Whether it can be called now.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState> UpdateState { get; }

    /// <summary>Does it.</summary>
    public Func<ExecuteCommandContext, Task<ExecuteCommandResult>> ExecuteCommand { get; }

    /// <summary>What it does.</summary>
    public string? DisplayDescription { get; }

    /// <summary>What users are asked before it is done.</summary>
    public string? ConfirmationMessage { get; }

    /// <summary>Its icon.</summary>
    public string? IconName { get; }

    /// <summary>Outlined or filled.</summary>
    public IconVariant? IconVariant { get; }

    /// <summary>Whether it is a button of its own and not in the menu.</summary>
    public bool IsHighlighted { get; }
}

/// <summary>How a command looks, and when it can be called.</summary>
public class CommandOptions
{
    /// <summary>What it does.</summary>
    public string? Description { get; set; }

    /// <summary>What users are asked before it is done.</summary>
    public string? ConfirmationMessage { get; set; }

    /// <summary>Its icon.</summary>
    public string? IconName { get; set; }

    /// <summary>Outlined or filled.</summary>
    public IconVariant? IconVariant { get; set; }

    /// <summary>Whether it is a button of its own and not in the menu.</summary>
    public bool IsHighlighted { get; set; }

    /// <summary>Whether it can be called now; called at every change of the resource, so it must be quick.</summary>
    public Func<UpdateCommandStateContext, ResourceCommandState>? UpdateState { get; set; }
}

/// <summary>What a command works with.</summary>
public sealed class ExecuteCommandContext
{
    /// <summary>The application's services.</summary>
    public required IServiceProvider ServiceProvider { get; init; }

    /// <summary>Whose command it is, by its name in the orchestrator.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Ends when who called goes away.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The log of the resource.</summary>
    public required ILogger Logger { get; init; }
}

/// <summary>What decides whether a command can be called.</summary>
public sealed class UpdateCommandStateContext
{
    /// <summary>How the resource is.</summary>
    public required CustomResourceSnapshot ResourceSnapshot { get; init; }

    /// <summary>The application's services.</summary>
    public required IServiceProvider ServiceProvider { get; init; }
}

/// <summary>Whether a command can be called.</summary>
public enum ResourceCommandState
{
    /// <summary>It can.</summary>
    Enabled = 0,

    /// <summary>It cannot, and users see that.</summary>
    Disabled = 1,

    /// <summary>Users do not see it.</summary>
    Hidden = 2,
}
