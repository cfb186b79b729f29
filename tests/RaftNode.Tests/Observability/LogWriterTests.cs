using System.Globalization;
using System.Text;
using RaftNode.Observability.Logs;
using TestServers;

namespace RaftNode.Tests.Observability;

public sealed class LogWriterTests
{
    private const int MoreThanAreKept = 10_000;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Whoever_logs_goes_on_while_nothing_is_taken_and_what_is_lost_is_counted()
    {
        var target = new HeldTarget();
        var writer = new LogWriter(count => Encoding.UTF8.GetBytes($"lost {count}\n"));
        writer.Start(target);

        for (var i = 0; i < MoreThanAreKept; i++)
        {
            writer.Add("line\n"u8.ToArray());
        }

        var lost = writer.LostLines;
        target.Release();

        // Told at once, or in two parts when the writer took its first lines after some were lost.
        await Eventually.Is(() => Task.FromResult(ToldLost(target.Text) == lost), Deadline);
        writer.Dispose();
        Assert.InRange(lost, 1, MoreThanAreKept);
        Assert.Equal(MoreThanAreKept - lost, target.Text.Split('\n').Count(line => line == "line"));
    }

    [Fact]
    public async Task Lines_that_fail_to_be_written_are_counted_and_the_next_are_written_again()
    {
        var target = new HeldTarget { Fails = true };
        target.Release();
        using var writer = new LogWriter(count => Encoding.UTF8.GetBytes($"lost {count}\n"));
        writer.Start(target);

        writer.Add("first\n"u8.ToArray());
        await Eventually.Is(() => Task.FromResult(writer.LostLines == 1), Deadline);
        target.Fails = false;
        writer.Add("second\n"u8.ToArray());

        await Eventually.Is(() => Task.FromResult(target.Text == "second\nlost 1\n"), Deadline);
    }

    [Fact]
    public void All_lines_are_written_before_the_end()
    {
        var target = new HeldTarget();
        target.Release();
        var writer = new LogWriter(_ => []);
        writer.Add("before the start\n"u8.ToArray());
        writer.Start(target);
        writer.Add("last\n"u8.ToArray());

        writer.Dispose();

        Assert.Equal("before the start\nlast\n", target.Text);
    }

    private static long ToldLost(string text) =>
        text.Split('\n').Where(line => line.StartsWith("lost ", StringComparison.Ordinal)).Sum(line => long.Parse(line["lost ".Length..], CultureInfo.InvariantCulture));

    /// <summary>Takes nothing until it is released.</summary>
    private sealed class HeldTarget : ILogTarget
    {
        private readonly ManualResetEventSlim _isReleased = new();
        private readonly StringBuilder _text = new();

        public bool Fails { get; set; }

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public void Release() => _isReleased.Set();

        public void Write(ReadOnlySpan<byte> lines)
        {
            _isReleased.Wait();
            if (Fails)
            {
                throw new IOException("no space left");
            }

            lock (_text)
            {
                _text.Append(Encoding.UTF8.GetString(lines));
            }
        }
    }
}
