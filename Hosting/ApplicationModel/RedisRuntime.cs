namespace Aspire.Hosting.ApplicationModel;

/// <summary>As what the nodes of a Redis topology run.</summary>
public enum RedisRuntime
{
    /// <summary>
    /// Containers when a container runtime answers and the image is there or can be pulled, else processes of a Redis
    /// that is installed on this machine. The AppHost's log says which and why.
    /// </summary>
    Auto,

    /// <summary>Processes of <c>redis-server</c> (or <c>valkey-server</c>), found on the PATH.</summary>
    Process,

    /// <summary>Containers of the topology's image.</summary>
    Container,
}
