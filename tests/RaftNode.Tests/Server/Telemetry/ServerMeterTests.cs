using System.Diagnostics.Metrics;
using RaftNode.Server.Telemetry;

namespace RaftNode.Tests.Server.Telemetry;

public sealed class ServerMeterTests
{
    [Fact]
    public void The_instruments_tell_the_figures_of_the_server()
    {
        using var server = new InProcessServer();
        using var connection = server.Connect();
        connection.Ask("SET a 1");
        connection.Ask("SET b 1");
        var measured = new List<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == RaftNodeTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            measured.Add((instrument.Name, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        using var meter = new ServerMeter(server.Board, TimeProvider.System);
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.Contains(("raftnode.db.keys", 2, "raftnode.db=0"), measured);
        Assert.Contains(("raftnode.commands", 2, "raftnode.command=set"), measured);
        Assert.Contains(("raftnode.clients.connected", 1, ""), measured);
        Assert.Contains(("raftnode.command.duration.count", 2, "raftnode.command=set"), measured);
        Assert.Contains(measured, value => value is { Name: "raftnode.command.duration.quantile", Tags: "raftnode.command=set,quantile=0.99", Value: > 0 });
    }
}
