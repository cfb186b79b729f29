using System.Globalization;
using RedisLib;

namespace Failover;

/// <summary>
/// What to try, from the command line: <c>--mode sentinel|cluster --fault kill|pause --through api|library --rounds 20 --rate 50</c>.
/// Without a mode or a fault both are tried.
/// </summary>
internal sealed record FailoverSettings(
    IReadOnlyList<RedisMode> Modes, IReadOnlyList<Fault> Faults, Through Through, int Rounds, int RequestsPerSecond)
{
    private const int MaxRounds = 1000;
    private const int MaxRate = 10_000;

    /// <summary>Reads the arguments.</summary>
    /// <exception cref="FormatException">One is unknown or out of range.</exception>
    public static FailoverSettings Parse(IReadOnlyList<string> arguments)
    {
        var settings = new FailoverSettings([RedisMode.Sentinel, RedisMode.Cluster], [Fault.Kill, Fault.Pause], Through.Api, 20, 50);
        for (var i = 0; i + 1 < arguments.Count; i += 2)
        {
            var value = arguments[i + 1];
            settings = arguments[i] switch
            {
                "--mode" when ModeNames.TryParse(value, out var mode) && mode != RedisMode.MasterReplica => settings with { Modes = [mode] },
                "--fault" when Enum.TryParse<Fault>(value, ignoreCase: true, out var fault) => settings with { Faults = [fault] },
                "--through" when Enum.TryParse<Through>(value, ignoreCase: true, out var through) => settings with { Through = through },
                "--rounds" => settings with { Rounds = Number(value, MaxRounds) },
                "--rate" => settings with { RequestsPerSecond = Number(value, MaxRate) },
                _ => throw new FormatException($"{arguments[i]} {value}: write --mode sentinel|cluster --fault kill|pause --through api|library --rounds N --rate N."),
            };
        }

        return settings;
    }

    private static int Number(string text, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
            ? number
            : throw new FormatException($"{text}: write a number from 1 to {most}.");
}

/// <summary>What is done to the master.</summary>
internal enum Fault
{
    /// <summary>SIGKILL: the connections are closed by the kernel.</summary>
    Kill,

    /// <summary>SIGSTOP: the connections stay open and nothing is answered, as after a power-off.</summary>
    Pause,
}

/// <summary>What the load goes through.</summary>
internal enum Through
{
    /// <summary>The HTTP API, a process of its own.</summary>
    Api,

    /// <summary>The client library, in this process.</summary>
    Library,
}
