using System.Buffers;

namespace RedisLib.Resp;

/// <summary>
/// Reads RESP2 and RESP3 values out of a stream of bytes that comes in pieces of any size. Everything given is taken in:
/// what is incomplete is kept inside, so no byte is looked at twice and a value of any size costs time linear in its length.
/// Attributes are read and dropped. Not safe for concurrent use.
/// </summary>
/// <param name="limits">What to accept, or null for <see cref="RespLimits.Default"/>.</param>
public sealed class RespReader(RespLimits? limits = null)
{
    private readonly RespLimits _limits = limits ?? RespLimits.Default;
    private readonly OpenLine _line = new();
    private readonly OpenBulk _bulk = new();
    private OpenAggregate[] _open = new OpenAggregate[4];
    private int _depth;
    private ArrayBufferWriter<byte>? _streamedString;
    private long _offset;
    private long _valueStart;
    private long _elementStart;

    private enum Step
    {
        Incomplete,
        Header,
        Value,
    }

    /// <summary>Whether the bytes taken so far end between two values.</summary>
    public bool IsBetweenValues => _offset == _valueStart;

    /// <summary>Reads the next value.</summary>
    /// <param name="unread">The bytes at hand; on return, those that belong to later values.</param>
    /// <param name="value">The value, if it is complete.</param>
    /// <returns>False when all bytes were taken in and the value is not complete yet.</returns>
    /// <exception cref="RespProtocolException">The bytes are not RESP or exceed the limits; the reader is of no more use.</exception>
    public bool TryRead(ref ReadOnlySpan<byte> unread, out RespValue value)
    {
        while (true)
        {
            var before = unread.Length;
            var step = _bulk.IsOpen ? ReadBulk(ref unread, out value) : ReadLine(ref unread, out value);
            _offset += before - unread.Length;
            if (step == Step.Incomplete)
            {
                return false;
            }

            if (step == Step.Value && TryCloseAggregates(ref value))
            {
                _valueStart = _offset;
                return true;
            }
        }
    }

    private Step ReadLine(ref ReadOnlySpan<byte> unread, out RespValue value)
    {
        _elementStart = _line.IsEmpty ? _offset : _elementStart;
        var end = unread.IndexOf((byte)'\n');
        if ((end < 0 ? unread.Length : end) + _line.Length > _limits.MaxLineBytes)
        {
            throw Malformed($"A line is longer than {_limits.MaxLineBytes} bytes");
        }

        if (end < 0)
        {
            _line.Append(unread);
            unread = default;
            value = default;
            return Step.Incomplete;
        }

        var line = _line.Complete(unread[..end]);
        unread = unread[(end + 1)..];
        return line is [_, .., (byte)'\r']
            ? Interpret(line[0], line[1..^1], ref unread, out value)
            : throw Malformed(@"A line does not begin with a type byte and end with \r\n");
    }

    private Step Interpret(byte type, ReadOnlySpan<byte> text, ref ReadOnlySpan<byte> unread, out RespValue value)
    {
        value = default;
        if (_streamedString is not null && type != (byte)';')
        {
            throw Malformed("A streamed string is interrupted");
        }

        switch (type)
        {
            case (byte)'$':
                return BeginBulk(RespType.BulkString, text, ref unread, out value);
            case (byte)'!':
                return BeginBulk(RespType.BulkError, text, ref unread, out value);
            case (byte)'=':
                return BeginBulk(RespType.VerbatimString, text, ref unread, out value);
            case (byte)';':
                return BeginChunk(text, ref unread, out value);
            case (byte)'*':
                return BeginAggregate(RespType.Array, 1, text, ref value);
            case (byte)'~':
                return BeginAggregate(RespType.Set, 1, text, ref value);
            case (byte)'>' when _depth == 0:
                return BeginAggregate(RespType.Push, 1, text, ref value);
            case (byte)'%':
                return BeginAggregate(RespType.Map, 2, text, ref value);
            case (byte)'|':
                return BeginAggregate(RespType.Null, 2, text, ref value);
            case (byte)'.' when text.IsEmpty:
                return EndStreamedAggregate(out value);
            default:
                value = Scalar(type, text);
                return Step.Value;
        }
    }

    private RespValue Scalar(byte type, ReadOnlySpan<byte> text) => type switch
    {
        (byte)'+' => RespValue.FromBytes(RespType.SimpleString, text.ToArray()),
        (byte)'-' => RespValue.FromBytes(RespType.Error, text.ToArray()),
        (byte)':' when RespNumbers.TryParse(text, out long number) => RespValue.Integer(number),
        (byte)',' when RespNumbers.TryParse(text, out double number) => RespValue.Double(number),
        (byte)'#' when text is [(byte)'t' or (byte)'f'] => RespValue.Boolean(text[0] == (byte)'t'),
        (byte)'_' when text.IsEmpty => RespValue.Null,
        (byte)'(' when IsBigNumber(text) => RespValue.FromBytes(RespType.BigNumber, text.ToArray()),
        _ => throw Malformed($"A value begins with the byte 0x{type:x2}, which is no type, or does not fit that type"),
    };

    private static bool IsBigNumber(ReadOnlySpan<byte> text)
    {
        var digits = text is [(byte)'-' or (byte)'+', ..] ? text[1..] : text;
        return !digits.IsEmpty && !digits.ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private Step BeginBulk(RespType type, ReadOnlySpan<byte> text, ref ReadOnlySpan<byte> unread, out RespValue value)
    {
        value = default;
        if (type == RespType.BulkString)
        {
            switch (text)
            {
                case [(byte)'-', (byte)'1']:
                    return Step.Value;
                case [(byte)'?']:
                    _streamedString = new ArrayBufferWriter<byte>();
                    return Step.Header;
                default:
                    break;
            }
        }

        var length = Length(text, _limits.MaxBulkBytes);
        CheckValueBytes(length);
        _bulk.Open(type, length);
        return ReadBulk(ref unread, out value);
    }

    private Step BeginChunk(ReadOnlySpan<byte> text, ref ReadOnlySpan<byte> unread, out RespValue value)
    {
        var streamed = _streamedString ?? throw Malformed("A chunk stands outside of a streamed string");
        var length = Length(text, _limits.MaxBulkBytes - streamed.WrittenCount);
        CheckValueBytes(length);
        if (length > 0)
        {
            _bulk.Open(RespType.BulkString, length);
            return ReadBulk(ref unread, out value);
        }

        _streamedString = null;
        value = RespValue.BulkString(streamed.WrittenSpan.ToArray());
        return Step.Value;
    }

    private Step ReadBulk(ref ReadOnlySpan<byte> unread, out RespValue value)
    {
        value = default;
        if (!_bulk.TryFill(ref unread, out var content, out var isEndedWell))
        {
            return isEndedWell ? Step.Incomplete : throw Malformed(@"A string does not end with \r\n where its length says");
        }

        if (_streamedString is not null)
        {
            _streamedString.Write(content);
            return Step.Header;
        }

        if (_bulk.Type == RespType.VerbatimString && content is not [_, _, _, (byte)':', ..])
        {
            throw Malformed("A verbatim string does not begin with three letters and a colon");
        }

        value = RespValue.FromBytes(_bulk.Type, content);
        return Step.Value;
    }

    /// <summary>Type Null stands for an attribute: it is read like a map and leaves nothing behind.</summary>
    private Step BeginAggregate(RespType type, int valuesPerItem, ReadOnlySpan<byte> text, ref RespValue value)
    {
        if (type == RespType.Array && text is [(byte)'-', (byte)'1'])
        {
            value = RespValue.NullArray;
            return Step.Value;
        }

        var isStreamed = text is [(byte)'?'];
        var count = isStreamed ? OpenAggregate.Streamed : Length(text, _limits.MaxAggregateItems / valuesPerItem) * valuesPerItem;
        if (count == 0)
        {
            value = type == RespType.Null ? default : RespValue.Aggregate(type);
            return type == RespType.Null ? Step.Header : Step.Value;
        }

        if (_depth == _limits.MaxDepth)
        {
            throw Malformed($"Values are nested more than {_limits.MaxDepth} deep");
        }

        if (_depth == _open.Length)
        {
            Array.Resize(ref _open, _depth * 2);
        }

        _open[_depth++].Open(type, count);
        return Step.Header;
    }

    private Step EndStreamedAggregate(out RespValue value)
    {
        if (_depth == 0 || !_open[_depth - 1].IsStreamed)
        {
            throw Malformed("A streamed aggregate ends that never began");
        }

        ref var aggregate = ref _open[--_depth];
        if (!aggregate.HasWholePairs)
        {
            throw Malformed("A map ends with a key that has no value");
        }

        var isAttribute = aggregate.Type == RespType.Null;
        value = aggregate.Close();
        return isAttribute ? Step.Header : Step.Value;
    }

    /// <summary>Puts a value into the aggregate around it, and that one, if complete, into the next.</summary>
    /// <returns>Whether <paramref name="value"/> is now a whole top-level value.</returns>
    private bool TryCloseAggregates(ref RespValue value)
    {
        while (_depth > 0)
        {
            ref var aggregate = ref _open[_depth - 1];
            if (aggregate.IsStreamed && aggregate.Count == _limits.MaxAggregateItems)
            {
                throw Malformed($"An aggregate has more than {_limits.MaxAggregateItems} items");
            }

            aggregate.Add(value);
            if (!aggregate.IsFull)
            {
                return false;
            }

            _depth--;
            var isAttribute = aggregate.Type == RespType.Null;
            value = aggregate.Close();
            if (isAttribute)
            {
                return false;
            }
        }

        return true;
    }

    private int Length(ReadOnlySpan<byte> text, int limit)
    {
        if (!RespNumbers.TryParse(text, out long length) || length < 0 || text[0] == (byte)'+')
        {
            throw Malformed("A length is not a number of 0 or more");
        }

        return length <= limit ? (int)length : throw Malformed($"A length of {length} exceeds the limit of {limit}");
    }

    private void CheckValueBytes(int length)
    {
        if (_offset - _valueStart + length > _limits.MaxValueBytes)
        {
            throw Malformed($"A value is larger than {_limits.MaxValueBytes} bytes");
        }
    }

    private RespProtocolException Malformed(string problem) => new(problem, _elementStart);
}
