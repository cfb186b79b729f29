using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Rdb;

/// <summary>Reads an RDB file into databases, some keys at a time.</summary>
/// <remarks>Where it throws an <see cref="RdbException"/> the databases are empty again: a part of a file is nothing to go on with.</remarks>
internal sealed class RdbLoader
{
    /// <summary>No entry is shorter: a type, a key of one byte with its length, a value of none.</summary>
    private const int LeastEntryBytes = 4;

    private readonly IReadOnlyList<Keyspace> _databases;
    private readonly StoreState _state;
    private readonly RdbSettings _settings;
    private readonly RdbReader _reader;
    private readonly RdbValueReader _values;
    private readonly Dictionary<string, string> _auxiliary = [];
    private readonly long _mostKeys;
    private byte[] _key = new byte[256];
    private Keyspace _database;
    private int _version;
    private long? _expiresAt;
    private long _idleSeconds;

    /// <summary>Begins at the start of a file.</summary>
    /// <param name="source">The file; what follows in it is left alone, though it may have been read from the stream.</param>
    /// <param name="databases">Where the keys go.</param>
    /// <param name="state">What the databases share.</param>
    /// <param name="storeSettings">How values are held.</param>
    /// <param name="settings">Whether the checksum is looked at.</param>
    public RdbLoader(Stream source, IReadOnlyList<Keyspace> databases, StoreState state, StoreSettings storeSettings, RdbSettings settings)
    {
        _databases = databases;
        _database = databases[0];
        _state = state;
        _settings = settings;
        _reader = new RdbReader(source);
        _values = new RdbValueReader(_reader, state, storeSettings);
        _mostKeys = source.CanSeek ? source.Length / LeastEntryBytes : 0;
    }

    /// <summary>Whether keys whose time is over are loaded too: what follows in an append-only file counts on them.</summary>
    public bool KeepsExpired { get; init; }

    /// <summary>Whether a key may be there already, and what is read takes its place.</summary>
    public bool ReplacesKeys { get; init; }

    /// <summary>Where the next entry begins, or what follows the file, in bytes from the start.</summary>
    public long Position => _reader.Position;

    /// <summary>The facts that the file tells about itself.</summary>
    public IReadOnlyDictionary<string, string> Auxiliary => _auxiliary;

    public long LoadedKeys { get; private set; }

    /// <summary>Keys that were left out because their time was over.</summary>
    public long ExpiredKeys { get; private set; }

    /// <summary>Keys that were left out because they held nothing, which servers of old have written.</summary>
    public long EmptyKeys { get; private set; }

    /// <summary>Reads all of it.</summary>
    /// <exception cref="RdbException">It is damaged or ends too early.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public void LoadAll()
    {
        while (Load(int.MaxValue))
        {
        }
    }

    /// <summary>Reads some more entries.</summary>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="RdbException">It is damaged or ends too early.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Load(int entries)
    {
        try
        {
            if (_version == 0)
            {
                ReadHead();
            }

            for (; entries > 0; entries--)
            {
                if (!LoadNext())
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception problem) when (problem is RdbException or IOException)
        {
            foreach (var database in _databases)
            {
                database.Clear();
            }

            throw;
        }
    }

    private void ReadHead()
    {
        var head = _reader.Read(RdbFormat.HeaderBytes);
        var magic = RdbFormat.Magic.Length;
        if (!head[..magic].SequenceEqual(RdbFormat.Magic)
            || !Utf8Parser.TryParse(head[magic..], out int version, out var length) || length != head.Length - magic)
        {
            throw new RdbException("This is no RDB file", offset: 0);
        }

        _version = version is >= 1 and <= RdbFormat.Version
            ? version
            : throw new RdbException($"RDB files of version {version} cannot be read, only those up to {RdbFormat.Version}", magic);
    }

    /// <summary>Reads an entry, or something else that stands where one would.</summary>
    private bool LoadNext()
    {
        var type = _reader.ReadByte();
        switch ((RdbOpcode)type)
        {
            case RdbOpcode.ExpireTime:
                _expiresAt = BinaryPrimitives.ReadInt32LittleEndian(_reader.Read(sizeof(int))) * 1000L;
                break;
            case RdbOpcode.ExpireTimeMilliseconds:
                _expiresAt = _reader.ReadInt64();
                break;
            case RdbOpcode.Idle:
                _idleSeconds = (long)Math.Min(_reader.ReadLength(), uint.MaxValue);
                break;
            case RdbOpcode.Frequency:
                _reader.ReadByte();
                break;
            case RdbOpcode.SelectDatabase:
                Select(_reader.ReadLength());
                break;
            case RdbOpcode.ResizeDatabase:
                _database.Reserve(KeysOf(_reader.ReadLength()), KeysOf(_reader.ReadLength()));
                break;
            case RdbOpcode.Auxiliary:
                var name = Encoding.UTF8.GetString(_reader.ReadString());
                _auxiliary[name] = Encoding.UTF8.GetString(_reader.ReadString());
                break;
            case RdbOpcode.Function2 or RdbOpcode.FunctionOfCandidate:
                throw _reader.Problem("It has a library of functions, which this server does not have");
            case RdbOpcode.ModuleAuxiliary:
                throw _reader.Problem("It has data of a module, which this server does not have");
            case RdbOpcode.End:
                CheckEnd();
                return false;
            default:
                LoadEntry((RdbType)type);
                break;
        }

        return true;
    }

    private void LoadEntry(RdbType type)
    {
        var key = ReadKey();
        if (!_database.Peek(key).IsNone && !(ReplacesKeys && _database.Remove(key)))
        {
            throw _reader.Problem($"Key '{NameOf(key)}' of database {_database.Number} is there twice");
        }

        var entry = ReadValue(type, key);
        if (entry.IsNone)
        {
            EmptyKeys++;
        }
        else if (_expiresAt < _state.Now && !KeepsExpired)
        {
            _database.Remove(key);
            ExpiredKeys++;
        }
        else
        {
            Finish(entry);
            LoadedKeys++;
        }

        _expiresAt = null;
        _idleSeconds = 0;
    }

    private Entry ReadValue(RdbType type, ReadOnlySpan<byte> key)
    {
        try
        {
            return _values.Read(type, _database, key);
        }
        catch (RdbException problem)
        {
            throw new RdbException($"The value of key '{NameOf(key)}' of database {_database.Number}, type {(int)type}: {problem.Problem}", problem.Offset);
        }
    }

    private void Finish(Entry entry)
    {
        if (_expiresAt is { } expiresAt)
        {
            // 0 would be never; it is long over either way.
            _database.SetExpiry(entry, expiresAt == 0 ? 1 : expiresAt);
        }

        if (_idleSeconds > 0)
        {
            entry.Access = (uint)Math.Max(0, entry.Access - _idleSeconds);
        }
    }

    private ReadOnlySpan<byte> ReadKey()
    {
        var key = _reader.ReadString();
        if (key.Length > _key.Length)
        {
            _key = new byte[key.Length];
        }

        key.CopyTo(_key);
        return _key.AsSpan(0, key.Length);
    }

    private static string NameOf(ReadOnlySpan<byte> key) => Encoding.UTF8.GetString(key);

    /// <summary>A damaged file may promise more keys than it has bytes for.</summary>
    private int KeysOf(ulong count) => (int)Math.Min(count, (ulong)Math.Min(_mostKeys, int.MaxValue));

    private void Select(ulong number) => _database = number < (ulong)_databases.Count
        ? _databases[(int)number]
        : throw _reader.Problem($"It has keys of database {number}, and this server has only {_databases.Count} (setting databases)");

    private void CheckEnd()
    {
        if (_version < RdbFormat.FirstVersionWithChecksum)
        {
            return;
        }

        var actual = _settings.HasChecksum ? _reader.Checksum() : 0;
        var expected = BinaryPrimitives.ReadUInt64LittleEndian(_reader.Read(RdbFormat.ChecksumBytes));
        if (_settings.HasChecksum && expected != 0 && expected != actual)
        {
            throw _reader.Problem($"The checksum is {actual:x16}, and should be {expected:x16}");
        }
    }
}
