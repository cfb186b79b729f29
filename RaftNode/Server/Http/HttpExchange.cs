using RaftNode.Server.Network;

namespace RaftNode.Server.Http;

/// <summary>One connection: a request comes in, its answer goes out, and that is all.</summary>
/// <param name="socket">The connection.</param>
/// <param name="token">By which the poller names it.</param>
/// <param name="deadline">When it has to be over, in ticks of the clock.</param>
internal sealed class HttpExchange(INetworkSocket socket, int token, long deadline)
{
    /// <summary>Scrapers send some hundred bytes; a browser with its cookies may send some thousand.</summary>
    private const int MaxHeadBytes = 8192;

    private readonly byte[] _head = new byte[MaxHeadBytes];
    private int _received;
    private byte[]? _answer;
    private int _sent;

    public INetworkSocket Socket { get; } = socket;

    public int Token { get; } = token;

    public long Deadline { get; } = deadline;

    /// <summary>The request, once it is complete; its path waits for figures.</summary>
    public HttpRequest? Request { get; private set; }

    /// <summary>When the request was complete, in ticks of the clock.</summary>
    public long AskedAt { get; set; }

    /// <summary>Whether the answer is known.</summary>
    public bool IsAnswered => _answer is not null;

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Receives what there is.</summary>
    public void Receive()
    {
        var count = Socket.Receive(_head.AsSpan(_received));
        if (count == 0)
        {
            IsOver = true;
            return;
        }

        _received += Math.Max(count, 0);
        switch (HttpRequest.Read(_head.AsSpan(0, _received), out var request))
        {
            case HttpRequestState.Malformed:
                Answer(HttpAnswer.BadRequest);
                break;
            case HttpRequestState.Complete:
                Request = request;
                break;
            case HttpRequestState.Incomplete when _received == MaxHeadBytes:
                Answer(HttpAnswer.HeadTooLarge);
                break;
        }
    }

    /// <summary>Answers, and sends what there is room for.</summary>
    public void Answer(HttpAnswer answer)
    {
        _answer = answer.ToBytes(isHead: Request is { Method: "HEAD" });
        Send();
    }

    /// <summary>Sends what there is room for.</summary>
    public void Send()
    {
        var count = Socket.Send(_answer.AsSpan(_sent));
        _sent += Math.Max(count, 0);
        IsOver = count < 0 || _sent == _answer!.Length;
    }
}
