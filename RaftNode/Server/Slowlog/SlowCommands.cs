using System.Diagnostics;
using System.Text;
using RedisLib.Resp;

namespace RaftNode.Server.Slowlog;

/// <summary>A command that took long.</summary>
/// <param name="Id">Never used twice.</param>
/// <param name="Seconds">When it ran, in Unix time.</param>
/// <param name="Microseconds">How long it took.</param>
/// <param name="Arguments">The request, shortened.</param>
/// <param name="Address">Of the client.</param>
/// <param name="Client">Its name, or empty.</param>
internal sealed record SlowCommand(long Id, long Seconds, long Microseconds, IReadOnlyList<byte[]> Arguments, string Address, string Client);

/// <summary>The commands that took long, the last of them first. https://redis.io/docs/latest/commands/slowlog-get/</summary>
internal sealed class SlowCommands
{
    /// <summary>So much of a request says what it was.</summary>
    private const int MaxArguments = 32;
    private const int MaxArgumentBytes = 128;

    private readonly LinkedList<SlowCommand> _commands = new();
    private long _lastId = -1;
    private long _thresholdMicroseconds;
    private long _maxCount = 128;

    public SlowCommands() => ThresholdMicroseconds = 10_000;

    /// <summary>What takes longer is written down; nothing is when negative.</summary>
    public long ThresholdMicroseconds
    {
        get => _thresholdMicroseconds;
        set
        {
            _thresholdMicroseconds = value;
            ThresholdTicks = value < 0 ? long.MaxValue : (long)Math.Min(long.MaxValue, value * (Stopwatch.Frequency / 1e6));
        }
    }

    /// <summary>The same in ticks of the stopwatch, which is what commands are measured in.</summary>
    public long ThresholdTicks { get; private set; }

    /// <summary>How many are kept.</summary>
    public long MaxCount
    {
        get => _maxCount;
        set
        {
            _maxCount = value;
            Trim();
        }
    }

    public IReadOnlyCollection<SlowCommand> All => _commands;

    public void Add(in RespRequest request, IReadOnlyList<int> hidden, long microseconds, long seconds, string address, string client)
    {
        _commands.AddFirst(new SlowCommand(++_lastId, seconds, microseconds, Shortened(request, hidden), address, client));
        Trim();
    }

    public void Clear() => _commands.Clear();

    private static List<byte[]> Shortened(in RespRequest request, IReadOnlyList<int> hidden)
    {
        var shown = Math.Min(request.Count, MaxArguments);
        var arguments = new List<byte[]>(shown);
        for (var i = 0; i < shown; i++)
        {
            arguments.Add(i == MaxArguments - 1 && request.Count > MaxArguments
                ? Encoding.ASCII.GetBytes($"... ({request.Count - MaxArguments + 1} more arguments)")
                : hidden.Contains(i) ? "(redacted)"u8.ToArray() : Shortened(request[i]));
        }

        return arguments;
    }

    private static byte[] Shortened(ReadOnlySpan<byte> argument) => argument.Length <= MaxArgumentBytes
        ? argument.ToArray()
        : [.. argument[..MaxArgumentBytes], .. Encoding.ASCII.GetBytes($"... ({argument.Length - MaxArgumentBytes} more bytes)")];

    private void Trim()
    {
        while (_commands.Count > _maxCount)
        {
            _commands.RemoveLast();
        }
    }
}
