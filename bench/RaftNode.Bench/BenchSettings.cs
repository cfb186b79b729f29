namespace RaftNode.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Measure">Which of the measures.</param>
internal sealed record BenchSettings(string Measure)
{
    public const string Usage =
        "RaftNode.Bench throughput|memory|expiry|snapshot|loading|connections|starting [--rounds N] [--only TEST|PROGRAM] [--aof everysec|always]";

    /// <summary>How many times each is measured, by turns.</summary>
    public int Rounds { get; init; } = 5;

    /// <summary>The one load to measure, or null for all; the program to measure the start of.</summary>
    public string? Only { get; init; }

    /// <summary>Lines of redis.conf for both servers.</summary>
    public string[] Lines { get; init; } = [];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">An argument is not known.</exception>
    public static BenchSettings Parse(IReadOnlyList<string> arguments)
    {
        var settings = new BenchSettings(arguments.Count > 0 ? arguments[0] : throw new FormatException(Usage));
        for (var i = 1; i < arguments.Count; i += 2)
        {
            var value = i + 1 < arguments.Count ? arguments[i + 1] : throw new FormatException(Usage);
            settings = arguments[i] switch
            {
                "--rounds" when int.TryParse(value, out var rounds) && rounds > 0 => settings with { Rounds = rounds },
                "--only" => settings with { Only = value },
                "--aof" when value is "everysec" or "always" => settings with { Lines = ["appendonly yes", $"appendfsync {value}"] },
                _ => throw new FormatException(Usage),
            };
        }

        return settings;
    }
}
