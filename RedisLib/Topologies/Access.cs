namespace RedisLib.Topologies;

/// <summary>What a call does, which decides who may serve it and whether it may be sent twice.</summary>
internal enum Access
{
    /// <summary>Reads where <see cref="RedisOptions.ReadFrom"/> says; may be sent again.</summary>
    Read,

    /// <summary>Reads from any node that may serve it, evenly; may be sent again.</summary>
    ReadAnywhere,

    /// <summary>Goes to the master, and is not sent again once it may have been applied.</summary>
    Write,
}
