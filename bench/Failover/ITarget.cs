namespace Failover;

/// <summary>What the load is driven against.</summary>
internal interface ITarget
{
    /// <summary>Writes a key.</summary>
    /// <returns>Who acknowledged it.</returns>
    ValueTask<string> WriteAsync(string key, string value);

    /// <summary>Reads a key.</summary>
    ValueTask<string?> ReadAsync(string key);
}
