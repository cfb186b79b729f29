using RaftNode.Store.Keys;
using RaftNode.Store.Tables;

namespace RaftNode.Persistence.Rdb;

/// <summary>Writes all that is in the databases to a stream, and lets nothing else happen meanwhile.</summary>
internal static class RdbSaver
{
    /// <summary>How much is written to the stream at once.</summary>
    private const int PieceBytes = 256 * 1024;

    /// <summary>Writes a whole file.</summary>
    /// <exception cref="IOException">The stream does not take it.</exception>
    public static void Save(
        Stream target, IReadOnlyList<Keyspace> databases, ObjectStore objects, RdbSettings settings, IEnumerable<(string Name, string Value)> auxiliary)
    {
        var buffer = new RdbBuffer();
        var output = new RdbOutput(target, settings.HasChecksum);
        var file = new RdbFileWriter(new RdbWriter(buffer, settings.Compresses), objects);
        file.WriteHead(auxiliary, databases);
        foreach (var database in databases)
        {
            Blocks.ForEach(database.Scan, block =>
            {
                file.WriteEntry(database.Number, new Entry(block));
                if (buffer.Count >= PieceBytes)
                {
                    output.Write(buffer);
                    buffer.Clear();
                }
            });
        }

        file.WriteEnd();
        output.Write(buffer);
        output.WriteChecksum();
    }
}
