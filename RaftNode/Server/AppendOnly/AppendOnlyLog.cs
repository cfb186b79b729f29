using Microsoft.Extensions.Logging;
using RaftNode.Commands;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Files;
using RaftNode.Server.Snapshots;

namespace RaftNode.Server.AppendOnly;

/// <summary>The append-only log of the server: loaded when it starts, and told all that changes from then on.</summary>
internal sealed class AppendOnlyLog : IDisposable
{
    private readonly FileWorker _worker = new();
    private readonly AofSettings _settings;
    private readonly AofReplay _replay;
    private readonly DatabaseFile _data;
    private readonly Propagation _propagation;
    private readonly ILogger _log;
    private readonly AofAppender _appender;
    private readonly AofFollower _follower;

    public AppendOnlyLog(AofSettings settings, AofReplay replay, DatabaseFile data, Propagation propagation, TimeProvider time, ILogger log)
    {
        _settings = settings;
        _replay = replay;
        _data = data;
        _propagation = propagation;
        _log = log;
        _appender = new AofAppender(settings, _worker, time, log);
        _follower = new AofFollower(_appender);
    }

    /// <summary>Why writes are refused, in the system's words, or null.</summary>
    public string? Problem => _appender.Problem;

    /// <summary>Loads the log that is in a folder, and appends to it from now on.</summary>
    /// <exception cref="AofException">It is damaged.</exception>
    /// <exception cref="IOException">It cannot be read or written.</exception>
    public void Start(string dataFolder)
    {
        var folder = new AofFolder(dataFolder, _settings, _log);
        folder.Open();
        _replay.Load(folder);
        var manifest = folder.Manifest;
        if (manifest.IsEmpty)
        {
            manifest = manifest.WithBase(_settings.FileName, _settings.HasRdbBase, increments: 0);
            WriteEmptyBase(folder, manifest.Base!);
        }

        var isNew = manifest.Increments.Count == 0;
        manifest = isNew ? manifest.WithIncrement(_settings.FileName) : manifest;
        var increment = isNew ? folder.CreateIncrement(manifest.Increments[^1]) : folder.OpenIncrement(manifest.Increments[^1]);
        if (manifest != folder.Manifest)
        {
            folder.Replace(manifest);
        }

        _appender.Open(increment);
        _propagation.Follow(_follower);
    }

    /// <summary>Writes what has changed in this round, before anybody is told that it has.</summary>
    /// <exception cref="AofException">It cannot be written, and was promised to be.</exception>
    public void BeforeReplies() => _appender.Flush();

    /// <summary>Writes all, brings it to the disk and ends.</summary>
    /// <exception cref="AofException">It could not.</exception>
    public void Stop()
    {
        _propagation.Unfollow(_follower);
        _appender.Close();
    }

    public void Dispose() => _worker.Dispose();

    /// <summary>A log of nothing begins with a base that has nothing, as Redis's does.</summary>
    private void WriteEmptyBase(AofFolder folder, AofFile file)
    {
        using var target = folder.CreateBase(file);
        if (_settings.HasRdbBase)
        {
            _data.Write(target.Stream, isAofBase: true);
        }

        target.Commit();
    }
}
