using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Files;

namespace RaftNode.Persistence.Aof;

/// <summary>The folder that the log is in, with its files and the manifest that says which of them count.</summary>
/// <param name="dataFolder">The folder of all data, in which this one is.</param>
/// <param name="settings">How folder and files are called.</param>
/// <param name="log">Takes what happens.</param>
/// <param name="bringToDisk">Brings to the disk which files a folder has, or throws an <see cref="IOException"/>.</param>
internal sealed class AofFolder(string dataFolder, AofSettings settings, ILogger log, Action<string> bringToDisk)
{
    private const string TemporaryPrefix = "temp-";

    private readonly string _folder = Path.Combine(dataFolder, settings.FolderName);

    /// <summary>Which files count. Unless there is a <see cref="Problem"/> it is on the disk.</summary>
    public AofManifest Manifest { get; private set; } = AofManifest.Empty;

    /// <summary>
    /// Why a loss of power may bring the manifest back that was before this one, or null. What is appended meanwhile may be in a file that
    /// the other one does not name, so nothing may be promised to be kept.
    /// </summary>
    public string? Problem { get; private set; }

    private string ManifestName => $"{settings.FileName}.manifest";

    /// <summary>Where a log of one file was before there was a folder.</summary>
    private string OldPath => Path.Combine(dataFolder, settings.FileName);

    /// <summary>How long all files that count are together, in bytes.</summary>
    public long Length => Manifest.Files.Sum(LengthOf);

    /// <summary>How long the base is, in bytes.</summary>
    public long BaseLength => Manifest.Base is { } file ? LengthOf(file) : 0;

    private string TemporaryIncrementPath => Path.Combine(_folder, $"{TemporaryPrefix}{settings.FileName}.incr");

    /// <summary>Where a file is.</summary>
    public string PathOf(AofFile file) => Path.Combine(_folder, file.Name);

    /// <summary>A place for what is needed while a file is made; what a crash leaves there is removed.</summary>
    public string TemporaryPathOf(AofFile file) => Path.Combine(_folder, $"{TemporaryPrefix}{file.Name}.rdb");

    /// <summary>Reads the manifest, if there is one, and removes what a crash has left.</summary>
    /// <param name="migrates">Whether a log of one file, as servers had it before Redis 7.0, is taken over.</param>
    /// <exception cref="AofException">The manifest is damaged, or names a file that is not there.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public void Open(bool migrates)
    {
        var path = Path.Combine(_folder, ManifestName);
        if (File.Exists(path))
        {
            Manifest = Parse(path);
        }

        if (migrates && File.Exists(OldPath) && IsOldStyle())
        {
            Migrate();
        }

        if (Manifest.Files.FirstOrDefault(file => !File.Exists(PathOf(file))) is { } missing)
        {
            throw new AofException($"The append log file {missing.Name} doesn't exist, which the manifest {path} names");
        }

        RemoveLeftovers();
    }

    /// <summary>Makes another list of files the one that counts. Should its name not come to the disk it counts all the same, with a <see cref="Problem"/>.</summary>
    /// <exception cref="IOException">The one before still counts.</exception>
    public void Replace(AofManifest manifest)
    {
        Create();
        using var file = new AtomicFile(Path.Combine(_folder, ManifestName), TemporaryPrefix + ManifestName);
        file.Stream.Write(System.Text.Encoding.UTF8.GetBytes(manifest.ToString()));
        file.PutInPlace();
        Manifest = manifest;
        try
        {
            bringToDisk(_folder);
            Problem = null;
        }
        catch (IOException problem)
        {
            Problem = problem.Message;
            log.AofManifestUnsafe(problem.Message);
        }
    }

    /// <summary>Begins a base, which appears when it is complete.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public AtomicFile CreateBase(AofFile file)
    {
        Create();
        log.AofCreated("base", file.Name);
        return new AtomicFile(PathOf(file), TemporaryPrefix + file.Name);
    }

    /// <summary>Makes another increment the last one.</summary>
    /// <exception cref="IOException">It cannot be written, and the log is as it was.</exception>
    public AppendFile AddIncrement()
    {
        var manifest = Manifest.WithIncrement(settings.FileName);
        var added = manifest.Increments[^1];
        var file = Create(PathOf(added));
        try
        {
            Replace(manifest);
        }
        catch (IOException)
        {
            file.Dispose();
            Remove(added);
            throw;
        }

        log.AofCreated("incr", added.Name);
        return file;
    }

    /// <summary>The last increment, to go on with; one is added where there is none.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public AppendFile OpenLastIncrement() => Manifest.Increments.Count == 0 ? AddIncrement() : new AppendFile(PathOf(Manifest.Increments[^1]));

    /// <summary>Begins an increment that does not count until its base is there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public AppendFile CreateTemporaryIncrement() => Create(TemporaryIncrementPath);

    /// <summary>Removes an increment that never counted.</summary>
    public void RemoveTemporaryIncrement() => Remove(TemporaryIncrementPath);

    /// <summary>Lets the log begin with a base that is there; what it has already becomes history.</summary>
    /// <exception cref="IOException">It does not, and the log is as it was.</exception>
    public void AdoptBase(AofFile file, NextIncrement increment)
    {
        var manifest = Manifest.WithBase(file, increments: increment == NextIncrement.Another ? 1 : 0);
        if (increment == NextIncrement.First)
        {
            manifest = manifest.WithIncrement(settings.FileName);
            DataFiles.Move(TemporaryIncrementPath, PathOf(manifest.Increments[^1]), overwrites: true);
        }

        Replace(manifest);
    }

    /// <summary>Removes a file that does not count.</summary>
    public void Remove(AofFile file) => Remove(PathOf(file));

    /// <summary>Makes a file anew; what an earlier try has left there is gone.</summary>
    private AppendFile Create(string path)
    {
        Create();
        DataFiles.Delete(path);
        return new AppendFile(path);
    }

    /// <summary>How much of the disk a file takes: nothing when it is gone, which the data of a server that runs does not need.</summary>
    private long LengthOf(AofFile file)
    {
        if (DataFiles.LengthOf(PathOf(file)) is { } length)
        {
            return length;
        }

        log.AofFileMissing(file.Name);
        return 0;
    }

    private void Create()
    {
        if (!Directory.Exists(_folder))
        {
            DataFiles.CreateFolder(_folder);
            bringToDisk(dataFolder);
        }
    }

    private static AofManifest Parse(string path)
    {
        try
        {
            return AofManifest.Parse(DataFiles.ReadText(path));
        }
        catch (AofException problem)
        {
            throw new AofException($"Fatal error in the AOF manifest file {path}: {problem.Message}", problem);
        }
    }

    /// <summary>Whether the log is the one of one file: it may have been taken over in part before a crash.</summary>
    private bool IsOldStyle() =>
        Manifest.IsEmpty || (Manifest.Files is [var only] && only.Name == settings.FileName && !File.Exists(PathOf(only)));

    /// <summary>A manifest that names the file comes before the file: nothing is lost whenever this is broken off.</summary>
    private void Migrate()
    {
        var old = new AofFile(settings.FileName, 1, AofFileKind.Base);
        Replace(new AofManifest { Base = old });
        DataFiles.Move(OldPath, PathOf(old), overwrites: false);
        bringToDisk(_folder);
        bringToDisk(dataFolder);
        log.AofMigrated(settings.FileName, settings.FolderName);
    }

    private void RemoveLeftovers()
    {
        if (!Directory.Exists(_folder))
        {
            return;
        }

        foreach (var path in DataFiles.In(_folder, $"{TemporaryPrefix}{settings.FileName}*"))
        {
            Remove(path);
        }

        foreach (var file in Manifest.History)
        {
            Remove(file);
        }

        if (Manifest.History.Count > 0)
        {
            Replace(Manifest.Without(Manifest.History));
        }
    }

    private void Remove(string path)
    {
        try
        {
            DataFiles.Delete(path);
        }
        catch (IOException problem)
        {
            // It does not count, and costs its room only.
            log.AofNotRemoved(problem.Message);
        }
    }
}
