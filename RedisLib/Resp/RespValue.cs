using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace RedisLib.Resp;

/// <summary>One RESP value: a scalar, or an aggregate of values. Immutable; the byte arrays inside are not copied.</summary>
public readonly struct RespValue
{
    private readonly object? _content;
    private readonly long _number;

    private RespValue(RespType type, object? content, long number = 0)
    {
        Type = type;
        _content = content;
        _number = number;
    }

    /// <summary>The null of a missing value: <c>_</c> in RESP3, <c>$-1</c> in RESP2.</summary>
    public static RespValue Null => default;

    /// <summary>The null of a missing array: <c>_</c> in RESP3, <c>*-1</c> in RESP2.</summary>
    public static RespValue NullArray => new(RespType.Null, null, 1);

    /// <summary>What kind of value it is.</summary>
    public RespType Type { get; }

    /// <summary>Whether it is one of the nulls.</summary>
    public bool IsNull => Type == RespType.Null;

    /// <summary>Whether it is an error, short or long.</summary>
    public bool IsError => Type is RespType.Error or RespType.BulkError;

    /// <summary>Whether it holds other values.</summary>
    public bool IsAggregate => Type is RespType.Array or RespType.Map or RespType.Set or RespType.Push;

    /// <summary>The first word of an error, such as <c>ERR</c> or <c>MOVED</c>; empty for anything else.</summary>
    public string ErrorCode
    {
        get
        {
            if (!IsError)
            {
                return "";
            }

            var text = Content;
            var space = text.IndexOf((byte)' ');
            return Encoding.UTF8.GetString(space < 0 ? text : text[..space]);
        }
    }

    /// <summary>Whether it is <see cref="NullArray"/>, which only a writer of RESP2 needs to know.</summary>
    internal bool IsNullArray => IsNull && _number == 1;

    /// <summary>The bytes of a string-like value without a copy; a verbatim string's include its <c>txt:</c>.</summary>
    internal ReadOnlySpan<byte> Content => _content is byte[] bytes ? bytes : throw WrongType("bytes");

    /// <summary>A <c>+</c> string.</summary>
    public static RespValue SimpleString(string text) => new(RespType.SimpleString, Encoding.UTF8.GetBytes(text));

    /// <summary>A <c>-</c> error; the first word of <paramref name="text"/> is its code.</summary>
    public static RespValue Error(string text) => new(RespType.Error, Encoding.UTF8.GetBytes(text));

    /// <summary>A <c>:</c> number.</summary>
    public static RespValue Integer(long number) => new(RespType.Integer, null, number);

    /// <summary>A <c>$</c> string of UTF-8 text.</summary>
    public static RespValue BulkString(string text) => new(RespType.BulkString, Encoding.UTF8.GetBytes(text));

    /// <summary>A <c>$</c> string; the array is kept, not copied.</summary>
    public static RespValue BulkString(byte[] bytes) => new(RespType.BulkString, bytes);

    /// <summary>A <c>#</c> truth value.</summary>
    public static RespValue Boolean(bool value) => new(RespType.Boolean, null, value ? 1 : 0);

    /// <summary>A <c>,</c> number.</summary>
    public static RespValue Double(double number) => new(RespType.Double, null, BitConverter.DoubleToInt64Bits(number));

    /// <summary>A string-like value of any type: simple, bulk, verbatim (<c>txt:...</c>), big number, or an error.</summary>
    /// <exception cref="ArgumentException">The type does not hold bytes.</exception>
    public static RespValue FromBytes(RespType type, byte[] bytes) => type
        is RespType.SimpleString or RespType.Error or RespType.BulkString
        or RespType.BigNumber or RespType.BulkError or RespType.VerbatimString
        ? new(type, bytes)
        : throw new ArgumentException($"A {type} does not hold bytes.", nameof(type));

    /// <summary>An aggregate; a map's items are keys and values in turn. The array is kept, not copied.</summary>
    /// <exception cref="ArgumentException">The type is not an aggregate, or a map has a key without a value.</exception>
    public static RespValue Aggregate(RespType type, params RespValue[] items)
    {
        ArgumentNullException.ThrowIfNull(items);
        var value = new RespValue(type, items);
        return value.IsAggregate && (type != RespType.Map || items.Length % 2 == 0)
            ? value
            : throw new ArgumentException($"{items.Length} values do not make a {type}.", nameof(type));
    }

    /// <summary>Text of a string-like value as UTF-8; numbers as Redis writes them; a verbatim string without its format.</summary>
    /// <exception cref="InvalidCastException">It is an aggregate or null.</exception>
    public string AsString() => Type switch
    {
        RespType.Integer => _number.ToString(CultureInfo.InvariantCulture),
        RespType.Boolean => _number == 1 ? "true" : "false",
        RespType.Double => RespNumbers.Format(BitConverter.Int64BitsToDouble(_number)),
        RespType.VerbatimString => Encoding.UTF8.GetString(Content[VerbatimPrefixLength..]),
        _ when _content is byte[] bytes => Encoding.UTF8.GetString(bytes),
        _ => throw WrongType("a string"),
    };

    /// <summary>The bytes of a string-like value, not copied unless it is a verbatim string; a number's are its digits.</summary>
    /// <exception cref="InvalidCastException">It is an aggregate or null.</exception>
    public byte[] AsBytes() => Type switch
    {
        RespType.VerbatimString => Content[VerbatimPrefixLength..].ToArray(),
        _ when _content is byte[] bytes => bytes,
        _ => Encoding.UTF8.GetBytes(AsString()),
    };

    /// <summary>A number, or a string of digits as many commands answer with.</summary>
    /// <exception cref="InvalidCastException">It is neither.</exception>
    public long AsInt64() => Type switch
    {
        RespType.Integer or RespType.Boolean => _number,
        _ when _content is byte[] bytes && !IsError && Utf8Parser.TryParse(bytes, out long number, out var used)
            && used == bytes.Length => number,
        _ => throw WrongType("an integer"),
    };

    /// <summary>A number, or a string that is one, <c>inf</c>, <c>-inf</c> and <c>nan</c> included.</summary>
    /// <exception cref="InvalidCastException">It is neither.</exception>
    public double AsDouble() => Type switch
    {
        RespType.Double => BitConverter.Int64BitsToDouble(_number),
        RespType.Integer => _number,
        _ when _content is byte[] bytes && !IsError && RespNumbers.TryParse(bytes, out double number) => number,
        _ => throw WrongType("a double"),
    };

    /// <summary>A truth value, or the 0 and 1 that RESP2 has for it.</summary>
    /// <exception cref="InvalidCastException">It is neither.</exception>
    public bool AsBoolean() => Type is RespType.Boolean or RespType.Integer && _number is 0 or 1
        ? _number == 1
        : throw WrongType("a truth value");

    /// <summary>The items of an aggregate; a map's are keys and values in turn, as RESP2 has them. Null is an empty list.</summary>
    /// <exception cref="InvalidCastException">It is a scalar.</exception>
    public IReadOnlyList<RespValue> AsArray() => _content as RespValue[] ?? (IsNull ? [] : throw WrongType("an array"));

    /// <summary>The pairs of a map, or of an array of keys and values in turn, which is how RESP2 sends one.</summary>
    /// <exception cref="InvalidCastException">It is not a map, or a key is without a value.</exception>
    public IReadOnlyDictionary<string, RespValue> AsMap()
    {
        var items = AsArray();
        if (items.Count % 2 != 0)
        {
            throw WrongType("a map");
        }

        var map = new Dictionary<string, RespValue>(items.Count / 2, StringComparer.Ordinal);
        for (var i = 0; i < items.Count; i += 2)
        {
            map[items[i].AsString()] = items[i + 1];
        }

        return map;
    }

    /// <summary>A form for people: text as it is, aggregates in brackets.</summary>
    public override string ToString() => Type switch
    {
        RespType.Null => "(nil)",
        _ when IsAggregate => $"[{string.Join(", ", AsArray())}]",
        _ => AsString(),
    };

    /// <summary>The length of the format and its colon, <c>txt:</c>, that lead a verbatim string.</summary>
    internal const int VerbatimPrefixLength = 4;

    [SuppressMessage("Usage", "CA2201:Do not raise reserved exception types", Justification = "An invalid cast is just what it is.")]
    private InvalidCastException WrongType(string wanted)
    {
        var shown = IsError ? $"the error '{Encoding.UTF8.GetString(Content)}'" : $"a {Type}";
        return new InvalidCastException($"The reply is {shown}, not {wanted}.");
    }
}
