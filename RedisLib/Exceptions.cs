namespace RedisLib;

/// <summary>The base of everything that this library throws for what a server, the network or a setting did.</summary>
public abstract class RedisException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>A server answered with an error reply. The command was not applied, unless the server says otherwise.</summary>
/// <param name="code">The first word of the error, such as <c>ERR</c>, <c>WRONGTYPE</c> or <c>NOAUTH</c>.</param>
/// <param name="message">The whole text of the error.</param>
/// <param name="endpoint">The node that answered.</param>
public sealed class RedisServerException(string code, string message, RedisEndpoint endpoint)
    : RedisException($"{endpoint}: {message}")
{
    /// <summary>The first word of the error, such as <c>ERR</c>, <c>WRONGTYPE</c> or <c>NOAUTH</c>.</summary>
    public string Code { get; } = code;

    /// <summary>The whole text of the error as the server wrote it.</summary>
    public string ServerMessage { get; } = message;

    /// <summary>The node that answered.</summary>
    public RedisEndpoint Endpoint { get; } = endpoint;
}

/// <summary>A connection to one node broke, could not be made, or did not answer in time.</summary>
/// <param name="message">What happened, naming the node.</param>
/// <param name="endpoint">The node.</param>
/// <param name="mayHaveBeenApplied">False when the command certainly never reached the server.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class RedisConnectionException(
    string message, RedisEndpoint endpoint, bool mayHaveBeenApplied, Exception? innerException = null)
    : RedisException(message, innerException)
{
    /// <summary>The node.</summary>
    public RedisEndpoint Endpoint { get; } = endpoint;

    /// <summary>False when the command certainly never reached the server, so that it is safe to send again.</summary>
    public bool MayHaveBeenApplied { get; } = mayHaveBeenApplied;
}

/// <summary>No node that may serve the call did so before its deadline: the topology is failing over, unreachable or overloaded.</summary>
/// <param name="message">What was tried, naming the topology.</param>
/// <param name="retryAfter">When it is worth to try again.</param>
/// <param name="mayHaveBeenApplied">True when a write was sent and its outcome is unknown.</param>
/// <param name="innerException">The last failure met.</param>
public sealed class RedisUnavailableException(
    string message, TimeSpan retryAfter, bool mayHaveBeenApplied, Exception? innerException = null)
    : RedisException(message, innerException)
{
    /// <summary>When it is worth to try again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;

    /// <summary>True when a write was sent and its outcome is unknown.</summary>
    public bool MayHaveBeenApplied { get; } = mayHaveBeenApplied;
}

/// <summary>A setting is missing or wrong; thrown when the connection is registered or built, never later.</summary>
/// <param name="setting">The configuration key, such as <c>Redis:Mode</c>.</param>
/// <param name="problem">What is wrong with it and what to write instead.</param>
public sealed class RedisConfigurationException(string setting, string problem) : RedisException($"{setting}: {problem}")
{
    /// <summary>The configuration key at fault.</summary>
    public string Setting { get; } = setting;
}

/// <summary>A topology could not be formed, or a failover did not take place; the message names the node and the step.</summary>
/// <param name="message">What stands in the way and what to do about it.</param>
/// <param name="innerException">The cause, if there is one.</param>
public sealed class RedisAdministrationException(string message, Exception? innerException = null) : RedisException(message, innerException);
