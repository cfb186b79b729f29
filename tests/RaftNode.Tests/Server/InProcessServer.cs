using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Server;
using RaftNode.Server.Configuration;
using RaftNode.Server.Monitoring;
using TestServers;

namespace RaftNode.Tests.Server;

/// <summary>A whole server on a thread of the tests, which starts in a few milliseconds.</summary>
internal sealed class InProcessServer : IDisposable
{
    private readonly RedisServer _server;
    private readonly Thread _thread;
    private readonly TemporaryDirectory _folder = new();

    /// <summary>Starts a server with settings as lines of redis.conf.</summary>
    public InProcessServer(params IEnumerable<string> lines)
    {
        Port = FreePorts.Next();
        string[] own = [$"port {Port}", $"dir {_folder.Path}", "save \"\""];
        var setup = ServerSetup.Read(new CommandLine(null, [.. own.Concat(lines).Select(line => (line, "test"))]));
        _server = RedisServer.Create(setup, TimeProvider.System, NullLogger.Instance);
        _server.Open();
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public int Port { get; }

    public FigureBoard Board => _server.Board;

    /// <summary>What ended it before it was told to end, or null.</summary>
    public Exception? Failure { get; private set; }

    public TestConnection Connect() => new(Port);

    /// <summary>Ends it in order.</summary>
    public void Dispose()
    {
        _server.Stop();
        _thread.Join();
        _server.Dispose();
        _folder.Dispose();
    }

    private void Run()
    {
        try
        {
            _server.Run();
        }
        catch (Exception problem)
        {
            Failure = problem;
        }
    }
}
