namespace RedisLib.Resp;

/// <summary>An aggregate while its items come in. A mutable struct: it lives in the reader's own stack and is used by reference.</summary>
internal struct OpenAggregate
{
    /// <summary>The expected count of an aggregate whose end is marked instead.</summary>
    public const int Streamed = -1;

    /// <summary>Items allocated before any has come: a count alone must not make us allocate millions.</summary>
    private const int FirstItems = 64;

    private RespValue[] _items;
    private int _expected;

    /// <summary>Its type; Null stands for an attribute.</summary>
    public RespType Type { get; private set; }

    public int Count { get; private set; }

    public readonly bool IsStreamed => _expected == Streamed;

    public readonly bool IsFull => Count == _expected;

    public readonly bool HasWholePairs => Type is not (RespType.Map or RespType.Null) || Count % 2 == 0;

    /// <summary>Starts an aggregate.</summary>
    public void Open(RespType type, int expected)
    {
        Type = type;
        _expected = expected;
        Count = 0;
        _items = new RespValue[expected == Streamed ? FirstItems : Math.Min(expected, FirstItems)];
    }

    /// <summary>Adds the next item.</summary>
    public void Add(RespValue item)
    {
        if (Count == _items.Length)
        {
            var capacity = 2L * Count;
            Array.Resize(ref _items, (int)(IsStreamed ? capacity : Math.Min(capacity, _expected)));
        }

        _items[Count++] = item;
    }

    /// <summary>The whole aggregate; an attribute leaves null.</summary>
    public RespValue Close()
    {
        var items = _items.Length == Count ? _items : _items[..Count];
        _items = [];
        return Type == RespType.Null ? default : RespValue.Aggregate(Type, items);
    }
}
