namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text that is known later.</summary>
public interface IValueProvider
{
    /// <summary>The text, for a process of this machine; waits until it is known.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);

    /// <summary>The text, for somebody in particular; waits until it is known.</summary>
    ValueTask<string?> GetValueAsync(ValueProviderContext context, CancellationToken cancellationToken = default) => GetValueAsync(cancellationToken);
}

/// <summary>Who asks for a value, and from where.</summary>
public class ValueProviderContext
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationExecutionContext? ExecutionContext { get; init; }

    /// <summary>Who asks.</summary>
    public IResource? Caller { get; init; }

    /// <summary>The network from which it will be used; by default the caller's.</summary>
    public NetworkIdentifier? Network { get; init; }

    internal NetworkIdentifier NetworkOrDefault =>
        Network ?? (Caller?.IsContainer() == true ? KnownNetworkIdentifiers.DefaultAspireContainerNetwork : KnownNetworkIdentifiers.LocalhostNetwork);
}

/// <summary>A value that is made of others.</summary>
public interface IValueWithReferences
{
    /// <summary>The others.</summary>
    IEnumerable<object> References { get; }
}

/// <summary>A value that has a name in what is published.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The name, in braces.</summary>
    string ValueExpression { get; }
}

/// <summary>A value that can stand in an expression.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;

/// <summary>A network in which addresses are valid.</summary>
public record NetworkIdentifier(string Value);

/// <summary>The networks there are.</summary>
public static class KnownNetworkIdentifiers
{
    /// <summary>The processes of this machine.</summary>
    public static readonly NetworkIdentifier LocalhostNetwork = new("localhost");

    /// <summary>The network that the containers of one run share.</summary>
    public static readonly NetworkIdentifier DefaultAspireContainerNetwork = new("aspire-container-network");
}
