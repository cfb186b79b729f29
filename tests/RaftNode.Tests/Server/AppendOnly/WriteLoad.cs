using System.Net.Sockets;
using RaftNode.Tests.Commands;

namespace RaftNode.Tests.Server.AppendOnly;

/// <summary>Connections that write under keys of their own until the server is gone, each step counted when it is sent and when it is answered.</summary>
internal sealed class WriteLoad
{
    private readonly Writer[] _writers;
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _wanted = int.MaxValue;
    private int _answered;

    public WriteLoad(int port, int round, int writers)
    {
        _writers = [.. Enumerable.Range(0, writers).Select(number => new Writer(this, $"round{round}:writer{number}", port))];
        foreach (var writer in _writers)
        {
            writer.Start();
        }
    }

    /// <summary>Waits until so many steps were answered.</summary>
    public Task WaitForAsync(int answered)
    {
        Volatile.Write(ref _wanted, answered);
        return _reached.Task;
    }

    /// <summary>Waits until all connections are broken.</summary>
    public void WaitForEnd()
    {
        foreach (var writer in _writers)
        {
            writer.WaitForEnd();
        }
    }

    /// <summary>All that was answered is there, and nothing that was not sent. What was there at the first check stays.</summary>
    public void Check(TestConnection connection)
    {
        foreach (var writer in _writers)
        {
            writer.Check(connection);
        }
    }

    private void StepAnswered()
    {
        if (Interlocked.Increment(ref _answered) >= Volatile.Read(ref _wanted))
        {
            _reached.TrySetResult();
        }
    }

    private sealed class Writer(WriteLoad load, string name, int port)
    {
        private Thread? _thread;
        private Exception? _failure;
        private long _sent;
        private long _answered;
        private long? _found;

        public void Start()
        {
            _thread = new Thread(Run) { IsBackground = true };
            _thread.Start();
        }

        public void WaitForEnd()
        {
            _thread!.Join();
            Assert.Null(_failure);
        }

        public void Check(TestConnection connection)
        {
            var count = Number(connection.Ask($"GET {name}:count").ToString());
            Assert.InRange(count, _answered, _sent);
            Assert.Equal(_found ?? count, count);
            _found = count;

            // The steps of a connection are in order: the last one may be there in part, though not a transaction.
            var list = connection.Ask($"LRANGE {name}:list 0 -1").AsArray().Select(value => Number(value.AsString())).ToArray();
            Assert.Equal(Enumerable.Range(1, list.Length).Select(number => (long)number), list);
            Assert.InRange(list.Length, _answered, count);
            var left = Number(connection.Ask($"GET {name}:left").ToString());
            Assert.Equal(left, Number(connection.Ask($"GET {name}:right").ToString()));
            Assert.InRange(left, _answered, list.Length);
            for (var number = 1; number <= _answered; number += 100)
            {
                Assert.Equal($"{number}", connection.Ask($"GET {name}:{number}").AsString());
            }
        }

        private static long Number(string? text) => text is null || !long.TryParse(text, out var number) ? 0 : number;

        private void Run()
        {
            try
            {
                using var connection = new TestConnection(port);
                while (true)
                {
                    _sent++;
                    Step(connection);
                    _answered++;
                    load.StepAnswered();
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
        }

        private void Step(TestConnection connection)
        {
            string[] requests =
            [
                $"INCR {name}:count", $"RPUSH {name}:list {_sent}", $"SET {name}:{_sent} {_sent}",
                "MULTI", $"INCR {name}:left", $"INCR {name}:right", "EXEC",
            ];
            foreach (var reply in connection.AskAll([.. requests.Select(CommandRunner.Words)]))
            {
                Assert.False(reply.IsError, reply.ToString());
            }
        }
    }
}
