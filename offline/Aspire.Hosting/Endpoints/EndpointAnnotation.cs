using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a resource listens.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource<AllocatedEndpoint> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _transport;
    private int? _port;
    private int? _targetPort;

    /// <summary>Declares an endpoint; the name is the scheme when none is given, the scheme is the protocol or http.</summary>
    public EndpointAnnotation(
        ProtocolType protocol,
        string? uriScheme = null,
        string? transport = null,
        string? name = null,
        int? port = null,
        int? targetPort = null,
        bool? isExternal = null,
        bool? isProxied = null)
    {
        Protocol = protocol;
        _transport = transport;
        UriScheme = uriScheme ?? (Transport is "http" or "http2" ? "http" : protocol.ToString().ToLowerInvariant());
        Name = name ?? UriScheme;
        if (!ModelName.IsValid(Name))
        {
            throw new ArgumentException($"Endpoint name '{Name}' is invalid: {ModelName.Rule}.", nameof(name));
        }

        _port = port;
        _targetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsExplicitlyProxied = isProxied;
    }

    /// <summary>The name, unique in its resource.</summary>
    public string Name { get; set; }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The port that clients see; null leaves the choice open. Without a proxy it is the port inside as well.</summary>
    public int? Port
    {
        get => _port ?? (IsProxied ? null : _targetPort);
        set => _port = value;
    }

    /// <summary>The port that the resource listens on; null leaves the choice open.</summary>
    public int? TargetPort
    {
        get => _targetPort ?? (IsProxied ? null : _port);
        set => _targetPort = value;
    }

    /// <summary>The address it is reached at from this machine.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>The scheme of its address.</summary>
    public string UriScheme { get; set; }

    /// <summary><c>tcp</c>, <c>http</c> or <c>http2</c>.</summary>
    public string Transport
    {
        get => _transport ?? (UriScheme is "http" or "https" ? "http" : Protocol.ToString().ToLowerInvariant());
        set => _transport = value;
    }

    /// <summary>Whether it is meant for users of the application.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether it speaks TLS.</summary>
    public bool TlsEnabled { get; set; }

    /// <summary>Whether it is kept out of what references inject.</summary>
    public bool ExcludeReferenceEndpoint { get; set; }

    /// <summary>Whether the orchestrator stands between clients and the resource.</summary>
    public bool IsProxied
    {
        get => IsExplicitlyProxied ?? true;
        set => IsExplicitlyProxied = value;
    }

    /// <summary>The same, or null when nobody has said.</summary>
    public bool? IsExplicitlyProxied { get; set; }

    /// <summary>Where it is on this machine, once that is known.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get => _allocated.Task.IsCompletedSuccessfully ? _allocated.Task.Result : null;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            if (!_allocated.TrySetResult(value))
            {
                throw new InvalidOperationException($"The endpoint `{Name}` is allocated already.");
            }
        }
    }

    /// <summary>The service of the orchestrator that stands for it.</summary>
    internal string? ServiceName { get; set; }

    /// <summary>Whether the public port was given for itself, and is not the inner one standing for both.</summary>
    internal bool HasOwnPort => _port is not null;

    internal Task<AllocatedEndpoint> WhenAllocatedAsync(CancellationToken cancellationToken) => _allocated.Task.WaitAsync(cancellationToken);
}

/// <summary>Where an endpoint is.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    /// <summary>The endpoint.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>The host name or address.</summary>
    public string Address { get; } = address;

    /// <summary>The port that clients see.</summary>
    public int Port { get; } = port;

    /// <summary>The port inside, or a template that gives it.</summary>
    public string? TargetPortExpression { get; } = targetPortExpression;

    /// <summary>The scheme of its address.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary>Host and port.</summary>
    public string EndPointString => $"{Address}:{Port}";

    /// <summary>The whole address.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc/>
    public override string ToString() => UriString;
}
