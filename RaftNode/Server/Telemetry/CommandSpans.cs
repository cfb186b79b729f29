using System.Diagnostics;
using RaftNode.Commands;
using RaftNode.Server.Sessions;

namespace RaftNode.Server.Telemetry;

/// <summary>Tells traces of commands: some of each second, and the slow ones. It does nothing while nobody listens.</summary>
internal sealed class CommandSpans(SpanSettings settings, TimeProvider time)
{
    /// <summary>With <c>slowlog-log-slower-than 0</c> every command is slow. The exporter keeps no more of a few seconds anyway.</summary>
    private const int MaxSlowPerSecond = 1000;

    private static readonly ActivitySource Source = new(RaftNodeTelemetry.ActivitySourceName);

    private int _left;
    private int _slowLeft;
    private long _refilledAt;

    /// <summary>Whether the next command is to have one, slow or not.</summary>
    public bool IsWanted => _left > 0;

    /// <summary>To be called each tick.</summary>
    public void Tick()
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_refilledAt, now) >= TimeSpan.FromSeconds(1))
        {
            _refilledAt = now;
            (_left, _slowLeft) = Source.HasListeners() ? (settings.MaxPerSecond, MaxSlowPerSecond) : (0, 0);
        }
    }

    /// <summary>
    /// Adds the span of a command that has just ended, if it was about data: whoever watches the server asks PING and ROLE every second, and
    /// that would bury what others do. A slow one always has one. Keys and values never appear in it.
    /// </summary>
    public void Add(Command command, CommandContext context, long nanoseconds, bool isSlow)
    {
        ref var left = ref isSlow ? ref _slowLeft : ref _left;
        if (left == 0 || !(isSlow || IsOfData(command)))
        {
            return;
        }

        left--;
        var session = (Session)context.Client;
        var end = time.GetUtcNow();
        using var activity = Source.StartActivity(NameOf(command), ActivityKind.Server, parentContext: default, startTime: end - Span(nanoseconds));
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("db.system.name", "redis");
            activity.SetTag("db.operation.name", NameOf(command));
            activity.SetTag("db.namespace", $"{session.Database}");
            activity.SetTag("client.address", session.Socket.RemoteAddress);
            activity.SetTag("raftnode.client.id", session.Id);
            activity.SetTag("raftnode.slow", isSlow);
            if (context.HasFailed)
            {
                activity.SetStatus(ActivityStatusCode.Error);
            }
        }

        activity?.SetEndTime(end.UtcDateTime);
    }

    private static bool IsOfData(Command command) => (command.Flags & (CommandFlags.ReadOnly | CommandFlags.Write)) != CommandFlags.None;

    /// <summary><c>GET</c>, <c>CONFIG SET</c></summary>
    private static string NameOf(Command command) => command.Name.ToUpperInvariant().Replace('|', ' ');

    private static TimeSpan Span(long nanoseconds) => TimeSpan.FromTicks(nanoseconds / TimeSpan.NanosecondsPerTick);
}
