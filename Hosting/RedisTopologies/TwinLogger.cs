using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.RedisTopologies;

/// <summary>Writes to the AppHost's log and to the console log that the dashboard shows of a resource.</summary>
internal sealed class TwinLogger(ILogger appHost, ILogger resource) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => appHost.IsEnabled(logLevel) || resource.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        appHost.Log(logLevel, eventId, state, exception, formatter);
        resource.Log(logLevel, eventId, state, exception, formatter);
    }
}
