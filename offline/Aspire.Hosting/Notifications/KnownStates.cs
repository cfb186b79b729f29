namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states that Aspire gives a meaning.</summary>
public static class KnownResourceStates
{
    /// <summary>A value was given.</summary>
    public static readonly string Active = nameof(Active);

    /// <summary>A container has ended.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>It could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>A process has ended.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Nobody has started it.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>It runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>There is no container runtime for it.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>It starts.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>It stops.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>A value is missing.</summary>
    public static readonly string ValueMissing = "Value missing";

    /// <summary>It waits for another.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>The states from which it does not come back on its own.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>The looks of a state.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>Good.</summary>
    public static readonly string Success = "success";

    /// <summary>Bad.</summary>
    public static readonly string Error = "error";

    /// <summary>Neither.</summary>
    public static readonly string Info = "info";

    /// <summary>Doubtful.</summary>
    public static readonly string Warn = "warning";
}

/// <summary>The properties that Aspire gives a meaning.</summary>
public static class CustomResourceKnownProperties
{
    /// <summary>What is shown as the source of the resource.</summary>
    public static string Source { get; } = "resource.source";

    /// <summary>The connection string.</summary>
    public static string ConnectionString { get; } = "resource.connectionString";
}
