using RaftNode.Commands;
using RedisLib.Resp;

namespace RaftNode.Server.Transactions;

/// <summary>What a client has queued since MULTI.</summary>
internal sealed class Transaction
{
    private readonly List<RespRequest> _requests = [];

    /// <summary>Whether a command was refused when it was queued, so that EXEC is to refuse all of them.</summary>
    public bool HasFailed { get; set; }

    public IReadOnlyList<RespRequest> Requests => _requests;

    /// <summary>What the queue takes of memory, in bytes; it counts for the output buffer limits.</summary>
    public long Bytes { get; private set; }

    /// <summary>What the commands do, all together.</summary>
    public CommandFlags Flags { get; private set; }

    public void Queue(in RespRequest request, CommandFlags flags)
    {
        Flags |= flags;
        _requests.Add(request.Copy());
        Bytes += request.Bytes;
    }
}
