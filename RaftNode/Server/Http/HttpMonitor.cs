using System.Net.Sockets;
using System.Net;
using RaftNode.Server.Configuration;
using RaftNode.Server.Figures;
using RaftNode.Server.Network;

namespace RaftNode.Server.Http;

/// <summary>
/// Answers <c>/metrics</c> and <c>/health</c> on a thread and a port of its own. It asks the thread that executes commands for figures
/// and answers when they come; it never waits for it, nor the other way round.
/// </summary>
internal sealed class HttpMonitor : IDisposable
{
    /// <summary>More than there are scrapers and probes. Who comes when there are as many waits in the system's queue until one is over.</summary>
    private const int MaxExchanges = 64;

    /// <summary>Connections that the system keeps until there is room for them.</summary>
    private const int Backlog = 64;

    private const int FirstListenerToken = MaxExchanges + 1;

    /// <summary>A request that is not complete by then, or an answer that is not taken, is given up.</summary>
    private static readonly TimeSpan ExchangeTime = TimeSpan.FromSeconds(10);

    /// <summary>Whoever executes commands answers within a round; one that takes longer is told to be busy.</summary>
    private static readonly TimeSpan FiguresPatience = TimeSpan.FromSeconds(2);

    /// <summary>How late a deadline may be noticed, and how often nobody at all is looked for.</summary>
    private const int TickMilliseconds = 250;
    private const int IdleTickMilliseconds = 60_000;

    private readonly FigureBoard _board;
    private readonly MetricsPage _metrics;
    private readonly TimeProvider _time;
    private readonly IPoller _poller;
    private readonly List<IListener> _listeners = [];
    private readonly HttpExchange?[] _exchanges = new HttpExchange?[MaxExchanges + 1];
    private readonly Thread _thread;
    private int _count;
    private bool _isListening;
    private bool _isExhausted;
    private volatile bool _isEnding;

    /// <summary>Listens from now on.</summary>
    /// <exception cref="ConfigurationException">Somebody else has the port, or the address is not this machine's.</exception>
    public HttpMonitor(HttpSettings settings, FigureBoard board, MetricsPage metrics, TimeProvider time)
    {
        _board = board;
        _metrics = metrics;
        _time = time;
        var network = INetwork.OfThisSystem;
        _poller = network.CreatePoller();
        foreach (var address in settings.Bind)
        {
            Listen(network, address, settings.Port);
        }

        _isListening = true;
        board.Follow(_poller.Wake);
        _thread = new Thread(Run) { IsBackground = true, Name = "http" };
        _thread.UnsafeStart();
    }

    /// <summary>Closes all connections and ends.</summary>
    public void Dispose()
    {
        _board.Unfollow(_poller.Wake);
        _isEnding = true;
        _poller.Wake();
        _thread.Join();
        _listeners.ForEach(listener => listener.Dispose());
        _poller.Dispose();
    }

    private void Listen(INetwork network, BindAddress address, int port)
    {
        try
        {
            var listener = network.Accepting(ListeningSocket.OfTcp(new IPEndPoint(address.Address, port), Backlog), path: null);
            _poller.Add(listener, FirstListenerToken + _listeners.Count);
            _listeners.Add(listener);
        }
        catch (SocketException) when (address.IsOptional)
        {
            // The address is marked as one to do without.
        }
        catch (SocketException problem)
        {
            throw new ConfigurationException($"http-port {port} on {address}: {problem.Message}");
        }
    }

    private void Run()
    {
        var ready = new (int Token, Readiness Readiness)[MaxExchanges];
        while (!_isEnding)
        {
            var count = _poller.Wait(ready, _count == 0 && !_isExhausted ? IdleTickMilliseconds : TickMilliseconds);
            _isExhausted = false;
            for (var i = 0; i < count; i++)
            {
                Serve(ready[i].Token);
            }

            AnswerWaiting();
            GiveUpLate();
            WatchListeners();
        }

        foreach (var exchange in _exchanges.OfType<HttpExchange>())
        {
            Close(exchange);
        }
    }

    private void Serve(int token)
    {
        if (token >= FirstListenerToken)
        {
            Accept(_listeners[token - FirstListenerToken]);
        }
        else if (_exchanges[token] is { } exchange)
        {
            Serve(exchange);
        }
    }

    private void Accept(IListener listener)
    {
        while (_count < MaxExchanges)
        {
            var outcome = listener.TryAccept(out var socket);
            if (outcome != AcceptOutcome.Accepted)
            {
                _isExhausted |= outcome == AcceptOutcome.Exhausted;
                return;
            }

            var token = Array.FindIndex(_exchanges, 1, static exchange => exchange is null);
            var deadline = _time.GetTimestamp() + (long)(ExchangeTime.TotalSeconds * _time.TimestampFrequency);
            _exchanges[token] = new HttpExchange(socket!, token, deadline);
            _count++;
            _poller.Add(socket!, token);
        }
    }

    private void Serve(HttpExchange exchange)
    {
        if (exchange.IsAnswered)
        {
            exchange.Send();
        }
        else if (exchange.Request is null)
        {
            exchange.Receive();
            if (exchange.Request is { } request)
            {
                Begin(exchange, request);
            }
        }
        else
        {
            // Nothing is looked for while figures are waited for, so this is the end of the connection.
            Close(exchange);
            return;
        }

        Continue(exchange);
    }

    /// <summary>What needs figures waits for them; nothing else is read from this connection any more.</summary>
    private void Begin(HttpExchange exchange, HttpRequest request)
    {
        exchange.AskedAt = _time.GetTimestamp();
        if (request.Method is not ("GET" or "HEAD"))
        {
            exchange.Answer(HttpAnswer.MethodNotAllowed);
        }
        else if (request.Path is not ("/metrics" or "/health"))
        {
            exchange.Answer(HttpAnswer.NotFound);
        }
        else if (!TryAnswer(exchange, request))
        {
            _poller.Watch(exchange.Socket, exchange.Token, Readiness.None);
            _board.Want();
        }
    }

    private void AnswerWaiting()
    {
        foreach (var exchange in _exchanges)
        {
            if (exchange is { IsAnswered: false, IsOver: false, Request: { } request } && TryAnswer(exchange, request))
            {
                Continue(exchange);
            }
        }
    }

    private bool TryAnswer(HttpExchange exchange, HttpRequest request)
    {
        var figures = _board.Since(exchange.AskedAt);
        var isLate = _time.GetElapsedTime(exchange.AskedAt) > FiguresPatience;
        if (figures is null && _board.Phase == ServerPhase.Serving && !isLate)
        {
            return false;
        }

        exchange.Answer(request.Path == "/health" ? Health(figures) : Metrics(figures));
        return true;
    }

    private HttpAnswer Health(ServerFigures? figures)
    {
        var report = HealthReport.Of(_board.Phase, figures);
        return new HttpAnswer(report.IsHealthy ? "200 OK" : "503 Service Unavailable", HttpAnswer.Json, report.ToJson() + "\n");
    }

    private HttpAnswer Metrics(ServerFigures? figures) =>
        new("200 OK", PrometheusText.ContentType, _metrics.Of(figures ?? _board.Latest));

    /// <summary>Closes what is over, and waits for room where an answer did not go out whole.</summary>
    private void Continue(HttpExchange exchange)
    {
        if (exchange.IsOver)
        {
            Close(exchange);
        }
        else if (exchange.IsAnswered)
        {
            _poller.Watch(exchange.Socket, exchange.Token, Readiness.Write);
        }
    }

    private void GiveUpLate()
    {
        var now = _time.GetTimestamp();
        foreach (var exchange in _exchanges)
        {
            if (exchange is not null && now > exchange.Deadline)
            {
                Close(exchange);
            }
        }
    }

    /// <summary>While there are as many exchanges as may be, or no descriptors, those who come are left where they are, for a tick at least.</summary>
    private void WatchListeners()
    {
        var hasRoom = _count < MaxExchanges && !_isExhausted;
        if (hasRoom == _isListening)
        {
            return;
        }

        _isListening = hasRoom;
        for (var i = 0; i < _listeners.Count; i++)
        {
            _poller.Watch(_listeners[i], FirstListenerToken + i, hasRoom ? Readiness.Read : Readiness.None);
        }
    }

    private void Close(HttpExchange exchange)
    {
        _poller.Remove(exchange.Socket, exchange.Token);
        exchange.Socket.Dispose();
        _exchanges[exchange.Token] = null;
        _count--;
    }
}
