using System.Net;
using Microsoft.Extensions.Logging;

namespace RaftNode.Observability;

/// <summary>What the server logs of itself and its clients; ids 1 to 99.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Warning, "A listener rests: accepting a connection failed, for want of descriptors or memory")]
    public static partial void AcceptFailed(this ILogger log);

    [LoggerMessage(2, LogLevel.Debug, "A connection from {Address} was refused: there are as many as maxclients")]
    public static partial void TooManyClients(this ILogger log, string address);

    [LoggerMessage(3, LogLevel.Warning, "A connection from {Address} was refused by protected mode")]
    public static partial void RefusedByProtectedMode(this ILogger log, string address);

    [LoggerMessage(4, LogLevel.Debug, "{Problem}, from client {Client}")]
    public static partial void MalformedRequest(this ILogger log, string problem, string client);

    [LoggerMessage(5, LogLevel.Warning, "Client {Client} is closed: its query buffer has {Bytes} bytes, more than client-query-buffer-limit")]
    public static partial void QueryBufferExceeded(this ILogger log, string client, long bytes);

    [LoggerMessage(6, LogLevel.Warning, "Client {Client} is closed: {Bytes} bytes wait to be sent to it, more than its client-output-buffer-limit")]
    public static partial void OutputBufferExceeded(this ILogger log, string client, long bytes);

    [LoggerMessage(7, LogLevel.Debug, "Client {Client} is closed: it was idle for longer than timeout")]
    public static partial void IdleClientClosed(this ILogger log, string client);

    [LoggerMessage(8, LogLevel.Warning, "Client {Client} is closed: it sent {Word}, which is HTTP and likely an attack by way of a browser")]
    public static partial void HttpRefused(this ILogger log, string client, string word);

    [LoggerMessage(9, LogLevel.Warning, "This machine has no address {Address} to listen on, and may do without")]
    public static partial void AddressNotAvailable(this ILogger log, IPAddress address);

    [LoggerMessage(10, LogLevel.Warning, "{Origin}: {Setting} is left out: {Reason}")]
    public static partial void SettingLeftOut(this ILogger log, string origin, string setting, string reason);

    [LoggerMessage(11, LogLevel.Error, "{Path} cannot be written anew: {Problem}")]
    public static partial void RewriteFailed(this ILogger log, string path, string problem);

    [LoggerMessage(12, LogLevel.Information, "RaftNode {Version} (Redis {RedisVersion}) is starting: pid {ProcessId}, port {Port}, mode {Mode}, data in {Folder}, persistence {Persistence}")]
    public static partial void Starting(this ILogger log, string version, string redisVersion, int processId, int port, string mode, string folder, string persistence);

    [LoggerMessage(13, LogLevel.Information, "Ready to accept connections on port {Port}: {Keys} keys were loaded in {Seconds:F3} seconds")]
    public static partial void Ready(this ILogger log, int port, long keys, double seconds);

    [LoggerMessage(14, LogLevel.Critical, "The server does not start, or ends: {Problem}")]
    public static partial void Failed(this ILogger log, string problem);

    [LoggerMessage(15, LogLevel.Critical, "The server crashes: this is a defect of it")]
    public static partial void Crashed(this ILogger log, Exception? problem);

    [LoggerMessage(16, LogLevel.Warning, "{Signal} was received")]
    public static partial void SignalReceived(this ILogger log, string signal);

    [LoggerMessage(17, LogLevel.Error, "CONFIG SET failed, and {Setting} could not be set back to what it was before: {Problem}")]
    public static partial void SettingNotSetBack(this ILogger log, string setting, string problem);
}
