using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Keys;

/// <summary>What BY and GET of SORT look up for an element: <c>weight_*</c>, <c>object_*->name</c> for a field of a hash, <c>#</c> for the element itself.</summary>
internal sealed class SortPattern
{
    private readonly byte[] _pattern;
    private readonly int _star;
    private readonly int _keyEnd;

    public SortPattern(ReadOnlySpan<byte> pattern)
    {
        _pattern = pattern.ToArray();
        _star = pattern.IndexOf((byte)'*');
        var arrow = pattern[(_star + 1)..].IndexOf("->"u8);
        var fieldStart = _star + 1 + arrow + 2;
        _keyEnd = arrow >= 0 && fieldStart < pattern.Length ? fieldStart - 2 : pattern.Length;
    }

    /// <summary>Whether it names the same for every element: then there is nothing to sort by.</summary>
    public bool IsConstant => _star < 0;

    private bool IsElement => _pattern is [(byte)'#'];

    private bool HasField => _keyEnd < _pattern.Length;

    private ReadOnlySpan<byte> Field => _pattern.AsSpan(_keyEnd + 2);

    /// <summary>What it names for an element, or null when that is not there or holds another type.</summary>
    public byte[]? Find(CommandContext context, byte[] element)
    {
        if (IsElement || IsConstant)
        {
            return IsElement ? element : null;
        }

        byte[] key = [.. _pattern.AsSpan(0, _star), .. element, .. _pattern.AsSpan(_star + 1, _keyEnd - _star - 1)];
        var entry = context.Database.Find(key);
        context.Database.CountRead(key, !entry.IsNone);
        if (entry.IsNone || entry.Type != (HasField ? DataType.Hash : DataType.String))
        {
            return null;
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        if (!HasField)
        {
            return StringValues.TextOf(entry, scratch).ToArray();
        }

        return HashValue.Of(entry, context.State.Objects).TryGet(Field, scratch, out var value) ? value.ToArray() : null;
    }
}
