using System.Runtime.CompilerServices;

namespace TestServers;

/// <summary>The one place where tests poll: waits for a condition, with a deadline.</summary>
public static class Eventually
{
    /// <summary>Long enough for a loaded build machine, short enough that a hanging test is noticed.</summary>
    public static readonly TimeSpan DefaultDeadline = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until the condition holds.</summary>
    /// <exception cref="TimeoutException">It does not hold by the deadline; the message has its source text.</exception>
    public static Task Is(
        Func<bool> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Is(() => Task.FromResult(condition()), deadline, what);

    /// <summary>Waits until the condition holds. An exception that it throws counts as no, and is told when time is up.</summary>
    /// <inheritdoc cref="Is(Func{bool}, TimeSpan?, string)" path="/exception"/>
    public static async Task Is(
        Func<Task<bool>> condition, TimeSpan? deadline = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        var patience = deadline ?? DefaultDeadline;
        var start = TimeProvider.System.GetTimestamp();
        Exception? last = null;
        do
        {
            try
            {
                if (await condition())
                {
                    return;
                }

                last = null;
            }
            catch (Exception exception)
            {
                last = exception;
            }

            await Task.Delay(PollInterval);
        }
        while (TimeProvider.System.GetElapsedTime(start) < patience);

        throw new TimeoutException($"After {patience.TotalSeconds:F1} s it still does not hold: {what}", last);
    }
}
