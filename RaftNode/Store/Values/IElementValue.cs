using RaftNode.Store.Keys;

namespace RaftNode.Store.Values;

/// <summary>Takes an element's name, and its value where it has one; both are gone when the elements change.</summary>
internal delegate void ElementAction(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value);

/// <summary>The value of an entry that has elements with names of their own: a hash, a set, a sorted set.</summary>
/// <typeparam name="TSelf">The type itself.</typeparam>
internal interface IElementValue<TSelf>
    where TSelf : struct, IElementValue<TSelf>
{
    /// <summary>The type of keys that hold it.</summary>
    static abstract DataType Type { get; }

    /// <summary>Whether its elements have values; those of a set are names alone.</summary>
    static abstract bool HasValues { get; }

    /// <summary>How many elements it has.</summary>
    int Count { get; }

    /// <summary>The value of an entry of the right type.</summary>
    static abstract TSelf Of(Entry entry, ObjectStore objects);

    /// <summary>Removes an element; answers whether it was here.</summary>
    bool Remove(ReadOnlySpan<byte> name);

    /// <summary>Visits all elements, each once.</summary>
    void ForEach(ElementAction action);

    /// <summary>Visits a part of the elements; all of a small value. Answers the next cursor.</summary>
    ulong Scan(ulong cursor, long count, ElementAction action);

    /// <summary>Visits any one element, each with the same chance.</summary>
    void Pick(Random random, ElementAction action);
}
