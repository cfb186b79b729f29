using System.ComponentModel;
using System.Runtime.InteropServices;

namespace RaftNode.Server.Network.Linux;

/// <summary>Waits with Linux's epoll.</summary>
internal sealed unsafe class EpollPoller : IPoller
{
    /// <summary>As many ready sockets as one wait answers; the others come with the next.</summary>
    private const int MaxEvents = 256;

    private const int WakeToken = 0;

    private readonly byte* _events = (byte*)NativeMemory.Alloc(MaxEvents, (nuint)sizeof(PollEvent));
    private readonly int _poll = Check(LinuxCalls.CreatePoll(LinuxCalls.CloseOnExec));
    private readonly int _wake = Check(LinuxCalls.CreateEvent(0, LinuxCalls.CloseOnExec | LinuxCalls.NonBlocking));

    public EpollPoller() => Control(LinuxCalls.ControlAdd, _wake, WakeToken, LinuxCalls.EventIn);

    public void Add(IPollable socket, int token) => Control(LinuxCalls.ControlAdd, socket.Descriptor, token, LinuxCalls.EventIn);

    public void Watch(IPollable socket, int token, Readiness readiness) =>
        Control(LinuxCalls.ControlModify, socket.Descriptor, token, EventsOf(readiness));

    public void Remove(IPollable socket, int token) => Control(LinuxCalls.ControlDelete, socket.Descriptor, token, 0);

    public int Wait(Span<(int Token, Readiness Readiness)> ready, int milliseconds)
    {
        var count = LinuxCalls.WaitPoll(_poll, (PollEvent*)_events, Math.Min(ready.Length, MaxEvents), milliseconds);
        if (count < 0)
        {
            return Marshal.GetLastPInvokeError() == LinuxCalls.Interrupted ? 0 : throw new Win32Exception();
        }

        var answered = 0;
        for (var i = 0; i < count; i++)
        {
            var happened = (PollEvent*)(_events + (i * PollEvent.Size));
            if (happened->Token == WakeToken)
            {
                ForgetWake();
            }
            else
            {
                ready[answered++] = (happened->Token, ReadinessOf(happened->Events));
            }
        }

        return answered;
    }

    public void Wake()
    {
        var one = 1L;
        _ = LinuxCalls.Write(_wake, (byte*)&one, sizeof(long));
    }

    public void Dispose()
    {
        _ = LinuxCalls.Close(_wake);
        _ = LinuxCalls.Close(_poll);
        NativeMemory.Free(_events);
    }

    private static int EventsOf(Readiness readiness) =>
        (readiness.HasFlag(Readiness.Read) ? LinuxCalls.EventIn : 0) | (readiness.HasFlag(Readiness.Write) ? LinuxCalls.EventOut : 0);

    private static Readiness ReadinessOf(int events)
    {
        // An error is found by whoever reads.
        var readiness = (events & ~LinuxCalls.EventOut) != 0 ? Readiness.Read : Readiness.None;
        return (events & LinuxCalls.EventOut) != 0 ? readiness | Readiness.Write : readiness;
    }

    private static int Check(int result) => result >= 0 ? result : throw new Win32Exception();

    private void Control(int operation, int descriptor, int token, int events)
    {
        var change = new PollEvent { Events = events, Token = token };
        Check(LinuxCalls.ControlPoll(_poll, operation, descriptor, &change));
    }

    private void ForgetWake()
    {
        long count;
        _ = LinuxCalls.Read(_wake, (byte*)&count, sizeof(long));
    }
}
