using RaftNode.Server;
using RaftNode.Server.Configuration;

try
{
    using var server = RedisServer.Create(CommandLine.LinesOf(args), TimeProvider.System);
    server.Run();
    return 0;
}
catch (Exception problem) when (problem is ConfigurationException or IOException or System.Net.Sockets.SocketException)
{
    await Console.Error.WriteLineAsync(problem.Message);
    return 1;
}
