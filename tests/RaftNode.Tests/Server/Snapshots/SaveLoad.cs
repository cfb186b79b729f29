using System.Globalization;
using System.Net.Sockets;
using RaftNode.Tests.Commands;

namespace RaftNode.Tests.Server.Snapshots;

/// <summary>A connection that changes two numbers at once and saves them in the background, over and over until the server is gone.</summary>
internal sealed class SaveLoad
{
    private readonly Thread _thread;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly int _wanted;
    private Exception? _failure;
    private int _answered;

    /// <summary>Begins.</summary>
    /// <param name="port">Of the server.</param>
    /// <param name="wanted">After so many answers it may be killed.</param>
    public SaveLoad(int port, int wanted)
    {
        _wanted = wanted;
        _thread = new Thread(() => Run(port)) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>What the numbers were at least when a save began that was completed; null when none was.</summary>
    public long? Saved { get; private set; }

    /// <summary>What the numbers can be at most.</summary>
    public long Sent { get; private set; }

    public Task WaitAsync() => _reached.Task;

    /// <summary>Waits until the connection is broken.</summary>
    public void WaitForEnd()
    {
        _thread.Join();
        Assert.Null(_failure);
    }

    private void Run(int port)
    {
        try
        {
            using var connection = new TestConnection(port);
            Sent = long.Parse(connection.Ask("GET left").AsString(), CultureInfo.InvariantCulture);
            while (true)
            {
                Sent++;
                connection.AskAll([.. new[] { "MULTI", "INCR left", "INCR right", "EXEC" }.Select(CommandRunner.Words)]);
                Assert.False(Ask(connection, "BGSAVE").IsError);
                WaitForSave(connection);
                Saved = Sent;
            }
        }
        catch (Exception problem) when (problem is IOException or SocketException)
        {
            // The server is gone.
        }
        catch (Exception problem)
        {
            _failure = problem;
        }
        finally
        {
            _reached.TrySetResult();
        }
    }

    private void WaitForSave(TestConnection connection)
    {
        string info;
        do
        {
            info = Ask(connection, "INFO persistence").AsString();
        }
        while (info.Contains("rdb_bgsave_in_progress:1", StringComparison.Ordinal));
        Assert.Contains("rdb_last_bgsave_status:ok", info, StringComparison.Ordinal);
    }

    private RedisLib.Resp.RespValue Ask(TestConnection connection, string line)
    {
        var reply = connection.Ask(line);
        if (++_answered == _wanted)
        {
            _reached.TrySetResult();
        }

        return reply;
    }
}
