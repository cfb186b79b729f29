namespace RaftNode.Commands;

/// <summary>The classes of keyspace notifications, by the letters of <c>notify-keyspace-events</c>.</summary>
[Flags]
internal enum KeyEvents
{
    None = 0,

    /// <summary><c>K</c>: published to <c>__keyspace@0__:key</c>.</summary>
    Keyspace = 1 << 0,

    /// <summary><c>E</c>: published to <c>__keyevent@0__:event</c>.</summary>
    Keyevent = 1 << 1,

    /// <summary><c>g</c>: commands of any type, such as DEL and EXPIRE.</summary>
    Generic = 1 << 2,

    /// <summary><c>$</c></summary>
    String = 1 << 3,

    /// <summary><c>l</c></summary>
    List = 1 << 4,

    /// <summary><c>s</c></summary>
    Set = 1 << 5,

    /// <summary><c>h</c></summary>
    Hash = 1 << 6,

    /// <summary><c>z</c></summary>
    SortedSet = 1 << 7,

    /// <summary><c>x</c></summary>
    Expired = 1 << 8,

    /// <summary><c>e</c></summary>
    Evicted = 1 << 9,

    /// <summary><c>t</c></summary>
    Stream = 1 << 10,

    /// <summary><c>d</c>: of modules; part of <c>A</c>, and never published.</summary>
    Module = 1 << 11,

    /// <summary><c>m</c>: a key was looked for that is not there. Not part of <c>A</c>.</summary>
    Miss = 1 << 12,

    /// <summary><c>n</c>: a key came to be. Not part of <c>A</c>.</summary>
    New = 1 << 13,

    /// <summary><c>A</c></summary>
    All = Generic | String | List | Set | Hash | SortedSet | Expired | Evicted | Stream | Module,
}
