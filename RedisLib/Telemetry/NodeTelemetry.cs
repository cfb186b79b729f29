using System.Diagnostics;
using System.Net;
using RedisLib.Connections;

namespace RedisLib.Telemetry;

/// <summary>What telemetry says of one node's connection; the attributes that never change are made once.</summary>
internal sealed class NodeTelemetry
{
    private object? _peerAddress;
    private object? _peerPort;

    public NodeTelemetry(NodeConnectionOptions options)
    {
        Endpoint = options.Endpoint;
        TopologyName = options.TopologyName;
        List<KeyValuePair<string, object?>> tags =
        [
            new(Attributes.System, "redis"),
            new(Attributes.ServerAddress, options.Endpoint.Host),
            new(Attributes.ServerPort, options.Endpoint.Port),
        ];
        if (options.TopologyName is not null)
        {
            tags.Add(new(Attributes.Topology, options.TopologyName));
        }

        if (options.Mode is { } mode)
        {
            tags.Add(new(Attributes.Mode, ModeNames.Of(mode)));
        }

        Tags = [.. tags];
    }

    public RedisEndpoint Endpoint { get; }

    public string? TopologyName { get; }

    public KeyValuePair<string, object?>[] Tags { get; }

    /// <summary>Notes the address that a link was made to.</summary>
    public void ConnectedTo(IPEndPoint? peer)
    {
        _peerAddress = peer?.Address.ToString();
        _peerPort = peer?.Port;
    }

    /// <summary>Starts the span of a command or of a batch; null when nobody samples it, and for what a connection asks on its own.</summary>
    public Activity? StartActivity(string operation, int batchSize)
    {
        if (Activity.Current is { OperationName: RedisTelemetry.BackgroundActivity })
        {
            return null;
        }

        var activity = RedisTelemetry.Source.StartActivity(ActivityKind.Client, tags: Tags, name: operation);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag(Attributes.OperationName, operation);
            activity.SetTag(Attributes.PeerAddress, _peerAddress);
            activity.SetTag(Attributes.PeerPort, _peerPort);
            if (batchSize > 1)
            {
                activity.SetTag(Attributes.BatchSize, batchSize);
            }
        }

        return activity;
    }

    /// <summary>Ends the span and records the duration.</summary>
    /// <param name="activity">The span, or null.</param>
    /// <param name="operation">The command's name.</param>
    /// <param name="duration">From the call to its end.</param>
    /// <param name="statusCode">The code of an error reply, or null.</param>
    /// <param name="errorType">That code or the type of an exception, or null. Never its message, which may quote arguments.</param>
    public void End(Activity? activity, string operation, TimeSpan duration, string? statusCode, string? errorType)
    {
        if (activity is not null && errorType is not null)
        {
            activity.SetTag(Attributes.StatusCode, statusCode);
            activity.SetTag(Attributes.ErrorType, errorType);
            activity.SetStatus(ActivityStatusCode.Error, errorType);
        }

        if (RedisTelemetry.OperationDuration.Enabled)
        {
            var tags = new TagList(Tags) { { Attributes.OperationName, operation } };
            if (errorType is not null)
            {
                tags.Add(Attributes.ErrorType, errorType);
            }

            if (statusCode is not null)
            {
                tags.Add(Attributes.StatusCode, statusCode);
            }

            RedisTelemetry.OperationDuration.Record(duration.TotalSeconds, tags);
        }
    }
}
