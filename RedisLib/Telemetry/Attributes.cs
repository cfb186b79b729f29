namespace RedisLib.Telemetry;

/// <summary>Names of attributes: OpenTelemetry's conventions for databases, and two of our own.</summary>
internal static class Attributes
{
    public const string System = "db.system.name";
    public const string OperationName = "db.operation.name";
    public const string BatchSize = "db.operation.batch.size";
    public const string StatusCode = "db.response.status_code";
    public const string ErrorType = "error.type";
    public const string ServerAddress = "server.address";
    public const string ServerPort = "server.port";
    public const string PeerAddress = "network.peer.address";
    public const string PeerPort = "network.peer.port";
    public const string Topology = "redis.topology";
    public const string Mode = "redis.mode";
}
