using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Persistence.Rdb;
using RaftNode.Server;
using RaftNode.Server.Configuration;

try
{
    using var server = RedisServer.Create(CommandLine.LinesOf(args), TimeProvider.System, NullLogger.Instance);
    using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
    using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
    server.Run();
    return 0;

    void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        server.Stop();
    }
}
catch (Exception problem) when (problem is ConfigurationException or RdbException or IOException or System.Net.Sockets.SocketException)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}
