using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using RaftNode.Server.Configuration;
using RaftNode.Server.Figures;
using RaftNode.Server;
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
        : this(NullLogger.Instance, lines)
    {
    }

    /// <summary>Starts a server with settings as lines of redis.conf.</summary>
    /// <param name="log">Takes what it logs.</param>
    /// <param name="lines">The settings.</param>
    public InProcessServer(ILogger log, IEnumerable<string> lines)
    {
        Port = FreePorts.Next();
        string[] own = [$"port {Port}", $"dir {_folder.Path}", "save \"\""];
        var setup = ServerSetup.Read(new CommandLine(null, [.. own.Concat(lines).Select(line => (line, "test"))]));
        _server = RedisServer.Create(setup, TimeProvider.System, log);
        _server.Open();
        _thread = new Thread(Run) { IsBackground = true };
        _thread.Start();
    }

    public int Port { get; }

    public FigureBoard Board => _server.Board;

    /// <summary>Whether it serves still.</summary>
    public bool IsRunning => _thread.IsAlive;

    /// <summary>What ended it before it was told to end, or null.</summary>
    public Exception? Failure { get; private set; }

    public TestConnection Connect() => new(Port);

    /// <summary>Ends it in order. One that is not ready to end yet is asked again.</summary>
    public void Dispose()
    {
        do
        {
            _server.Stop();
        }
        while (!_thread.Join(TimeSpan.FromMilliseconds(200)));
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
