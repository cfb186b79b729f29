using System.Text;
using Microsoft.Extensions.Logging;
using RaftNode.Observability;
using RaftNode.Persistence.Aof;
using RaftNode.Persistence.Files;
using RaftNode.Persistence.Rdb;
using RaftNode.Server.Configuration;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Server.AppendOnly;

/// <summary>Loads the log: executes what it says, for nobody.</summary>
internal sealed class AofReplay(
    Dispatcher dispatcher,
    IReadOnlyList<Keyspace> databases,
    StoreState state,
    ServerConfiguration configuration,
    TimeProvider time,
    ILogger log)
{
    private static ReadOnlySpan<byte> RdbMagic => "REDIS"u8;

    /// <summary>Loads all files that count into databases that are empty. An end within a request is cut off the last one.</summary>
    /// <exception cref="AofException">One of them is damaged, or not there.</exception>
    /// <exception cref="IOException">One cannot be read.</exception>
    public void Load(AofFolder folder)
    {
        state.IsReplaying = true;
        try
        {
            var files = folder.Manifest.Files;
            foreach (var file in files)
            {
                var start = time.GetTimestamp();
                Load(folder.PathOf(file), file.Name, isLast: file == files[^1]);
                log.AofLoaded(file.Kind == AofFileKind.Base ? "base" : "incr", file.Name, time.GetElapsedTime(start).TotalSeconds);
            }
        }
        finally
        {
            state.IsReplaying = false;
        }
    }

    private void Load(string path, string name, bool isLast)
    {
        long length;
        long offset;
        using (var stream = DataFiles.OpenRead(path))
        {
            length = stream.Length;
            stream.Position = LoadRdb(stream, name);
            offset = Replay(stream, name);
        }

        if (offset == length)
        {
            return;
        }

        if (!isLast || !configuration.Aof.LoadsTruncated)
        {
            throw new AofException(
                $"Unexpected end of file reading the append only file {name}: what begins at offset {offset} is not complete. You can: "
                + "1) Make a backup of your AOF file, then use redis-check-aof --fix <filename.manifest>. "
                + "2) If it is the last file, set the 'aof-load-truncated' configuration option to yes and restart the server");
        }

        DataFiles.Cut(path, offset);
        log.AofTruncated(name, length, offset);
    }

    /// <summary>Loads the RDB that a base begins with, if it does.</summary>
    /// <returns>Where it ends.</returns>
    private long LoadRdb(FileStream stream, string name)
    {
        Span<byte> magic = stackalloc byte[RdbMagic.Length];
        var isRdb = stream.ReadAtLeast(magic, magic.Length, throwOnEndOfStream: false) == magic.Length && magic.SequenceEqual(RdbMagic);
        stream.Position = 0;
        if (!isRdb)
        {
            return 0;
        }

        try
        {
            var loader = new RdbLoader(stream, databases, state, configuration.Store, configuration.Rdb) { KeepsExpired = true };
            loader.LoadAll();
            return loader.Position;
        }
        catch (RdbException problem)
        {
            throw new AofException($"Error reading the RDB base file {name}, AOF loading aborted: {problem.Message}", problem);
        }
    }

    /// <summary>Executes the requests of a file.</summary>
    /// <returns>Where the last one ends that is whole, with the transaction that it belongs to.</returns>
    private long Replay(FileStream stream, string name)
    {
        var reader = new AofReader(stream, name, stream.Position);
        var session = new Session(token: 0, id: 0, NoSocket.Instance, connectedAt: 0);
        var reply = new RespWriter();
        var end = reader.Offset;
        var errors = 0L;
        for (var start = end; reader.TryRead(out var request); start = reader.Offset)
        {
            reply.Clear();
            if (dispatcher.Replay(session, request, reply) is { } problem)
            {
                throw new AofException($"The request at offset {start} of the append only file {name} cannot be executed: {problem}");
            }

            if (reply.Written.Span is [(byte)'-', ..])
            {
                TakeError(request, Encoding.UTF8.GetString(reply.Written.Span).TrimEnd(), name, start, isFirst: errors++ == 0);
            }

            end = session.Transaction is null ? reader.Offset : end;
        }

        if (errors > 1)
        {
            log.AofErrors(errors, name);
        }

        return session.Transaction is null && !reader.IsTruncated ? reader.Offset : end;
    }

    /// <summary>Logs of servers of old have requests that had failed. One that leads elsewhere is no small matter: what follows belongs there.</summary>
    private void TakeError(RespRequest request, string error, string name, long offset, bool isFirst)
    {
        if (Ascii.EqualsIgnoreCase(request[0], "SELECT"u8))
        {
            throw new AofException($"The request at offset {offset} of the append only file {name} cannot be executed: {error}");
        }

        if (isFirst)
        {
            log.AofError(name, offset, error);
        }
    }
}
