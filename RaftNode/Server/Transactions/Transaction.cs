using RaftNode.Commands;
using RedisLib.Resp;

namespace RaftNode.Server.Transactions;

/// <summary>What a client has queued since MULTI.</summary>
internal sealed class Transaction
{
    /// <summary>What a request takes beside its strings: two arrays and its place in the list.</summary>
    private const int RequestBytes = 80;

    /// <summary>What a string takes beside its bytes: where it begins and how long it is.</summary>
    private const int ArgumentBytes = 8;

    private readonly List<RespRequest> _requests = [];

    /// <summary>Whether a command was refused when it was queued, so that EXEC is to refuse all of them.</summary>
    public bool HasFailed { get; set; }

    public IReadOnlyList<RespRequest> Requests => _requests;

    /// <summary>What the queue takes of memory, in bytes; it counts for <c>client-query-buffer-limit</c>.</summary>
    public long Bytes { get; private set; }

    /// <summary>What the commands do, all together.</summary>
    public CommandFlags Flags { get; private set; }

    public void Queue(in RespRequest request, CommandFlags flags)
    {
        Flags |= flags;
        _requests.Add(request.Copy());
        Bytes += request.Bytes + RequestBytes + ((long)ArgumentBytes * request.Count);
    }
}
