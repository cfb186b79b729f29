using System.Buffers;
using System.Globalization;
using System.Text;
using RaftNode.Server.Sessions;
using RedisLib.Resp;

namespace RaftNode.Server.Monitor;

/// <summary>The clients that are shown every command that is executed.</summary>
internal sealed class Monitors(ServerSettings settings, Outputs outputs, TimeProvider time)
{
    private readonly List<Session> _sessions = [];
    private readonly ArrayBufferWriter<byte> _line = new();

    /// <summary>Whether there are none, so that nothing need be told.</summary>
    public bool AreNone => _sessions.Count == 0;

    /// <summary>Shows a client everything from now on.</summary>
    public void Add(Session session)
    {
        if (!session.IsMonitor)
        {
            session.IsMonitor = true;
            _sessions.Add(session);
        }
    }

    /// <summary>Shows a client nothing more, if it was shown anything.</summary>
    public void Remove(Session session)
    {
        if (session.IsMonitor)
        {
            session.IsMonitor = false;
            _sessions.Remove(session);
        }
    }

    /// <summary>Shows a command, if anybody wants to see it: <c>1700000000.123456 [0 127.0.0.1:50000] "GET" "key"</c>.</summary>
    /// <param name="session">Who has sent it.</param>
    /// <param name="request">The command.</param>
    /// <param name="hidden">The strings of it that are nobody's business, by their number.</param>
    public void Show(Session session, in RespRequest request, IReadOnlyList<int> hidden)
    {
        if (AreNone)
        {
            return;
        }

        _line.Clear();
        var microseconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var source = session.Socket.IsUnix ? $"unix:{settings.UnixSocket}" : session.Socket.RemoteAddress;
        Write(string.Create(CultureInfo.InvariantCulture, $"{microseconds / 1_000_000}.{microseconds % 1_000_000:D6} [{session.Database} {source}]"));
        for (var i = 0; i < request.Count; i++)
        {
            Write(" ");
            if (hidden.Contains(i))
            {
                Write("\"(redacted)\"");
            }
            else
            {
                QuotedText.Write(request[i], _line);
            }
        }

        foreach (var monitor in _sessions)
        {
            outputs.ReplyTo(monitor).WriteSimpleString(_line.WrittenSpan);
        }
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _line);
}
