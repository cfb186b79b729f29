using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Rdb;

/// <summary>Writes an RDB file from its head to its end; the entries may come in any order.</summary>
/// <param name="writer">Takes it.</param>
/// <param name="objects">The larger values.</param>
/// <param name="written">
/// Is called after each key and each element, so that what was written can be handed on: a value may be longer than any buffer.
/// </param>
internal sealed class RdbFileWriter(RdbWriter writer, ObjectStore objects, Action written)
{
    private const int NoDatabase = -1;

    private int _database = NoDatabase;

    /// <summary>Writes what comes before the entries.</summary>
    /// <param name="auxiliary">Facts that readers may pass over, by name.</param>
    /// <param name="databases">How many keys each has, so that a reader can make room.</param>
    public void WriteHead(IEnumerable<(string Name, string Value)> auxiliary, IReadOnlyList<Keyspace> databases)
    {
        writer.Write(RdbFormat.Magic);
        writer.Write(System.Text.Encoding.ASCII.GetBytes($"{RdbFormat.Version:0000}"));
        foreach (var (name, value) in auxiliary)
        {
            writer.WriteOpcode(RdbOpcode.Auxiliary);
            writer.WriteString(System.Text.Encoding.UTF8.GetBytes(name));
            writer.WriteString(System.Text.Encoding.UTF8.GetBytes(value));
        }

        foreach (var database in databases.Where(database => database.Count > 0))
        {
            Select(database.Number);
            writer.WriteOpcode(RdbOpcode.ResizeDatabase);
            writer.WriteLength(database.Count);
            writer.WriteLength(database.ExpiringCount);
        }
    }

    /// <summary>Writes a key, its expiry and all of its value.</summary>
    public void WriteEntry(int database, Entry entry)
    {
        WriteKey(database, entry);
        RdbValues.Write(writer, entry, objects, written);
    }

    /// <summary>Writes what comes before a value: the database if it is another one, the expiry, the type and the key.</summary>
    public void WriteKey(int database, Entry entry)
    {
        Select(database);
        if (entry.ExpiresAt != 0)
        {
            writer.WriteOpcode(RdbOpcode.ExpireTimeMilliseconds);
            writer.WriteInt64(entry.ExpiresAt);
        }

        writer.WriteByte((byte)RdbValues.TypeOf(entry));
        writer.WriteString(entry.Key);
        written();
    }

    /// <summary>Writes the end; the checksum is whose who adds it up.</summary>
    public void WriteEnd() => writer.WriteOpcode(RdbOpcode.End);

    private void Select(int database)
    {
        if (_database != database)
        {
            _database = database;
            writer.WriteOpcode(RdbOpcode.SelectDatabase);
            writer.WriteLength(_database);
        }
    }
}
