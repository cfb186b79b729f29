using Microsoft.Extensions.Logging;

namespace RedisLib.Administration;

/// <summary>What an administrator tells about its work.</summary>
internal static partial class AdministrationLog
{
    [LoggerMessage(2001, LogLevel.Debug, "{Node}: {Step}")]
    public static partial void Step(this ILogger logger, RedisEndpoint node, string step);

    [LoggerMessage(2002, LogLevel.Information, "The {Topology} topology is formed: master {Masters}")]
    public static partial void Formed(this ILogger logger, string topology, string masters);

    [LoggerMessage(2003, LogLevel.Information, "The {Topology} topology failed over from {OldMaster} to {NewMaster}")]
    public static partial void FailedOver(this ILogger logger, string topology, RedisEndpoint oldMaster, RedisEndpoint newMaster);

    [LoggerMessage(2004, LogLevel.Warning, "{Node}: its configuration file still has the old role: {Reason}")]
    public static partial void ConfigurationNotSaved(this ILogger logger, RedisEndpoint node, string reason);

    [LoggerMessage(2005, LogLevel.Warning, "{Node} may still refuse writes, until it is certain that none would be lost: {Reason}")]
    public static partial void WritesStayRefused(this ILogger logger, RedisEndpoint node, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "{Node} may keep another replica-priority than it had: {Reason}")]
    public static partial void PriorityNotRestored(this ILogger logger, RedisEndpoint node, string reason);

    [LoggerMessage(2007, LogLevel.Information, "{Node} no longer refuses writes")]
    public static partial void WritesAreTakenAgain(this ILogger logger, RedisEndpoint node);
}
