namespace Aspire.Hosting.Orchestration;

/// <summary>What the machine lacks or does not do; the message is one line that says what to do about it.</summary>
internal sealed class EngineException(string message) : DistributedApplicationException(message);
