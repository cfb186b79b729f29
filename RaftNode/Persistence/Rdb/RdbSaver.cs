using RaftNode.Store.Keys;
using RaftNode.Store.Tables;

namespace RaftNode.Persistence.Rdb;

/// <summary>Writes all that is in the databases to a stream, and lets nothing else happen meanwhile.</summary>
internal static class RdbSaver
{
    /// <summary>Writes a whole file.</summary>
    /// <exception cref="IOException">The stream does not take it.</exception>
    public static void Save(
        Stream target, IReadOnlyList<Keyspace> databases, ObjectStore objects, RdbSettings settings, IEnumerable<(string Name, string Value)> auxiliary)
    {
        var buffer = new RdbBuffer();
        var output = new RdbOutput(target, settings.HasChecksum);
        var file = new RdbFileWriter(new RdbWriter(buffer, settings.Compresses), objects, () => output.WriteFull(buffer));
        file.WriteHead(auxiliary, databases);
        foreach (var database in databases)
        {
            Blocks.ForEach(database.Scan, block => file.WriteEntry(database.Number, new Entry(block)));
        }

        file.WriteEnd();
        output.Write(buffer);
        output.WriteChecksum();
    }
}
