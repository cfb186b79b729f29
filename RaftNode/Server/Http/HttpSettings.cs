using RaftNode.Server.Configuration;

namespace RaftNode.Server.Http;

/// <summary>Where <c>/metrics</c> and <c>/health</c> are answered. The settings are our own.</summary>
internal sealed class HttpSettings
{
    /// <summary>The port (<c>http-port</c>); 0 for none.</summary>
    public int Port { get; set; }

    /// <summary>The addresses (<c>http-bind</c>): this machine alone, unless somebody says otherwise.</summary>
    public IReadOnlyList<BindAddress> Bind { get; set; } = [BindAddress.Loopback];
}
