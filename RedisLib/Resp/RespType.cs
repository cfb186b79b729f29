namespace RedisLib.Resp;

/// <summary>The kinds of value that RESP2 and RESP3 can carry (https://redis.io/docs/latest/develop/reference/protocol-spec/).</summary>
public enum RespType : byte
{
    /// <summary>Nothing: RESP3 <c>_</c>, RESP2 <c>$-1</c> and <c>*-1</c>.</summary>
    Null,

    /// <summary><c>+OK</c></summary>
    SimpleString,

    /// <summary><c>-ERR text</c></summary>
    Error,

    /// <summary><c>:42</c></summary>
    Integer,

    /// <summary><c>$5 hello</c>, streamed strings included.</summary>
    BulkString,

    /// <summary><c>*2 ...</c></summary>
    Array,

    /// <summary><c>#t</c></summary>
    Boolean,

    /// <summary><c>,3.25</c></summary>
    Double,

    /// <summary><c>(123456789012345678901234567890</c></summary>
    BigNumber,

    /// <summary><c>!21 SYNTAX invalid syntax</c></summary>
    BulkError,

    /// <summary><c>=15 txt:Some string</c></summary>
    VerbatimString,

    /// <summary><c>%2 key value key value</c>; held flat, keys and values in turn.</summary>
    Map,

    /// <summary><c>~3 ...</c></summary>
    Set,

    /// <summary><c>&gt;3 ...</c>: a message that no command asked for.</summary>
    Push,
}
