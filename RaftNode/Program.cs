using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Rdb;
using RaftNode.Server;
using RaftNode.Server.Configuration;
using RaftNode.Server.Documentation;

if (args is ["--version" or "-v"])
{
    Console.WriteLine(ServerVersion.Line);
    return 0;
}

// SIGXFSZ, a file has reached the limit of its length, would end the process: the write fails as well, which is dealt with where it was made.
const PosixSignal FileLimitSignal = (PosixSignal)25;
using var fileLimit = PosixSignalRegistration.Create(FileLimitSignal, static signal => signal.Cancel = true);

try
{
    if (args is ["--document-commands"])
    {
        using var undone = RedisServer.Create(CommandLine.Empty, TimeProvider.System, NullLogger.Instance);
        Console.Out.Write(CommandDocument.Of(undone.Commands));
        return 0;
    }

    using var logs = LoggerFactory.Create(static logging => logging.AddJsonConsole());
    using var server = RedisServer.Create(CommandLine.Read(args), TimeProvider.System, logs.CreateLogger("RaftNode"));
    server.Open();
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
catch (Exception problem) when (problem is ConfigurationException or RdbException or AofException or IOException or System.Net.Sockets.SocketException)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}
