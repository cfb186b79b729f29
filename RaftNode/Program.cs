using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Observability.Logs;
using RaftNode.Observability;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Rdb;
using RaftNode.Server.Configuration;
using RaftNode.Server.Documentation;
using RaftNode.Server.Figures;
using RaftNode.Server.Health;
using RaftNode.Server.Http;
using RaftNode.Server.Telemetry;
using RaftNode.Server;

if (args is ["--version" or "-v"])
{
    Console.WriteLine(ServerVersion.Line);
    return 0;
}

// SIGXFSZ, a file has reached the limit of its length, would end the process: the write fails as well, which is dealt with where it was made.
const PosixSignal FileLimitSignal = (PosixSignal)25;
using var fileLimit = PosixSignalRegistration.Create(FileLimitSignal, static signal => signal.Cancel = true);

ServerLogger? log = null;
try
{
    if (args is ["--document-commands"])
    {
        using var undone = RedisServer.Create(ServerSetup.Read(CommandLine.Empty), TimeProvider.System, NullLogger.Instance);
        Console.Out.Write(CommandDocument.Of(undone.Commands));
        return 0;
    }

    if (args is [HealthCheck.Option, .. var settings])
    {
        return HealthCheck.Run(ServerSetup.Read(CommandLine.Read(settings)).Configuration.Server, Console.Out);
    }

    var setup = ServerSetup.Read(CommandLine.Read(args));
    log = new ServerLogger(setup.Configuration.Logs, TimeProvider.System);
    log.Start(setup.Configuration.Snapshots.Folder);
    AppDomain.CurrentDomain.UnhandledException += (_, crash) => log.CrashedBy(crash.ExceptionObject as Exception);
    using var server = RedisServer.Create(setup, TimeProvider.System, log);
    using var http = setup.Configuration.Http.Port == 0
        ? null
        : new HttpMonitor(setup.Configuration.Http, server.Board, new MetricsPage(server.Board, TimeProvider.System, () => log.LostLines), TimeProvider.System);
    using var export = TelemetryExport.IsWanted ? new TelemetryExport(server.Board, log) : null;
    server.Open();
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    server.Run();
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        log.SignalReceived(signal.Signal.ToString());
        server.Stop();
    }
}
catch (Exception problem) when (problem is ConfigurationException or RdbException or AofException or IOException or System.Net.Sockets.SocketException)
{
    log?.Failed(problem.Message);
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}
finally
{
    log?.Dispose();
}
