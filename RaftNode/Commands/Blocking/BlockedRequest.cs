using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Commands.Blocking;

/// <summary>A request that found nothing. It is kept, and executed again when one of its keys may serve it.</summary>
/// <param name="Command">The row of the table.</param>
/// <param name="Request">In memory of its own.</param>
/// <param name="Type">What a key has to hold to serve it.</param>
/// <param name="FirstKey">Where its keys begin.</param>
/// <param name="KeyCount">How many there are; 0 when it waits for time alone.</param>
/// <param name="Deadline">When waiting ends, in milliseconds of Unix time, or <see cref="BlockingTimeout.Never"/>.</param>
internal sealed record BlockedRequest(Command Command, RespRequest Request, DataType Type, int FirstKey, int KeyCount, long Deadline)
{
    /// <summary>Answers a client that has waited long enough.</summary>
    public Action<RespWriter> AnswerTimeout { get; init; } = static reply => reply.WriteNullArray();
}
