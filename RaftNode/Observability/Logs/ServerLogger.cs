using Microsoft.Extensions.Logging;

namespace RaftNode.Observability.Logs;

/// <summary>The log of the server: a JSON object a line, to a file or the standard output, and to OpenTelemetry where that is wanted too.</summary>
internal sealed class ServerLogger : ILogger, IDisposable
{
    private readonly LogSettings _settings;
    private readonly TimeProvider _time;
    private readonly LogWriter _writer;

    public ServerLogger(LogSettings settings, TimeProvider time)
    {
        _settings = settings;
        _time = time;
        _writer = new LogWriter(LineOfLost);
    }

    /// <summary>Who is told the same, or null.</summary>
    public ILogger? Also { get; set; }

    /// <summary>How many lines were lost since nobody took them.</summary>
    public long LostLines => _writer.LostLines;

    /// <summary>Begins to write, where the settings say.</summary>
    /// <param name="folder">Where the path of a file begins that is not a whole one.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Start(string folder)
    {
        if (_settings.File.Length == 0)
        {
            _writer.Start(new StandardOutput());
            return;
        }

        var file = new LogFile(Path.Combine(folder, _settings.File), _settings);
        try
        {
            file.Check();
        }
        catch (IOException problem)
        {
            throw new IOException($"logfile {_settings.File}: {problem.Message}", problem);
        }

        _writer.Start(file);
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None && LogVerbosities.Of(logLevel) >= _settings.Verbosity;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var values = state as IReadOnlyList<KeyValuePair<string, object?>>;
        _writer.Add(LogLine.Format(_time.GetUtcNow(), LogVerbosities.Of(logLevel), eventId, formatter(state, exception), values, exception));
        Also?.Log(logLevel, eventId, state, exception, formatter);
    }

    /// <summary>Tells of an exception that nobody has caught, and returns when that is written: the process is about to end.</summary>
    public void CrashedBy(Exception? problem)
    {
        this.Crashed(problem);
        Dispose();
    }

    public void Dispose() => _writer.Dispose();

    private byte[] LineOfLost(long count) => LogLine.Format(
        _time.GetUtcNow(),
        LogVerbosity.Warning,
        new EventId(0, "LinesLost"),
        $"{count} lines of the log were lost: they came faster than they could be written, or it could not be written",
        [new("Count", count)],
        problem: null);
}
