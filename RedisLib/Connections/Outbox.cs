namespace RedisLib.Connections;

/// <summary>Bytes to be sent, in order: small commands packed together, large ones as they are. Guarded by the link's lock.</summary>
internal sealed class Outbox
{
    /// <summary>The unsent bytes beyond which callers wait: enough to fill a network's pipe, little enough not to hurt.</summary>
    public const long MaxBytes = 32 * 1024 * 1024;

    /// <summary>What one write hands to the kernel; more does not make it faster.</summary>
    private const int PackBytes = 64 * 1024;

    /// <summary>Commands of this size and more are not copied.</summary>
    private const int LargeBytes = 16 * 1024;

    private byte[]? _spare;
    private List<Parcel> _sealed = [];
    private byte[] _pack = new byte[PackBytes];
    private int _packed;
    private long _bytes;

    public bool IsEmpty => _bytes == 0;

    public bool IsFull => _bytes >= MaxBytes;

    /// <summary>Adds a command.</summary>
    public void Add(byte[] wire)
    {
        _bytes += wire.Length;
        if (wire.Length >= LargeBytes)
        {
            SealPack();
            _sealed.Add(new Parcel(wire, wire.Length, IsPack: false));
            return;
        }

        if (_packed + wire.Length > PackBytes)
        {
            SealPack();
        }

        wire.CopyTo(_pack, _packed);
        _packed += wire.Length;
    }

    /// <summary>Gives away all there is; the parcels of the time before, which have been sent, are taken back for reuse.</summary>
    public List<Parcel> Exchange(List<Parcel> sent)
    {
        foreach (var parcel in sent)
        {
            _spare = parcel.IsPack ? parcel.Bytes : _spare;
        }

        sent.Clear();
        SealPack();
        _bytes = 0;
        var toSend = _sealed;
        _sealed = sent;
        return toSend;
    }

    private void SealPack()
    {
        if (_packed > 0)
        {
            _sealed.Add(new Parcel(_pack, _packed, IsPack: true));
            _pack = _spare ?? new byte[PackBytes];
            _spare = null;
            _packed = 0;
        }
    }

    /// <summary>Bytes that go to the kernel in one piece.</summary>
    /// <param name="Bytes">The buffer.</param>
    /// <param name="Count">How many of it are to be sent.</param>
    /// <param name="IsPack">Whether it is ours to use again.</param>
    internal readonly record struct Parcel(byte[] Bytes, int Count, bool IsPack);
}
