namespace RaftNode.Server.Configuration;

/// <summary>What the server is started with: <c>[redis.conf] [--name value ...]...</c>, as redis-server has it.</summary>
internal static class CommandLine
{
    private const string OptionStart = "--";

    /// <summary>The lines of the file and then those of the options, each with where it comes from.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<(string Line, string Origin)> LinesOf(IReadOnlyList<string> arguments)
    {
        var lines = new List<(string, string)>();
        var next = 0;
        if (arguments.Count > 0 && !arguments[0].StartsWith(OptionStart, StringComparison.Ordinal))
        {
            next = 1;
            var number = 0;
            lines.AddRange(File.ReadLines(arguments[0]).Select(line => (line, $"{arguments[0]}, line {++number}")));
        }

        while (next < arguments.Count)
        {
            var option = arguments[next++];
            var words = new List<string> { option.StartsWith(OptionStart, StringComparison.Ordinal) ? option[OptionStart.Length..] : option };
            while (next < arguments.Count && !arguments[next].StartsWith(OptionStart, StringComparison.Ordinal))
            {
                words.Add(Quoted(arguments[next++]));
            }

            lines.Add((string.Join(' ', words), $"option {option}"));
        }

        return lines;
    }

    /// <summary>Keeps together what the shell has kept together, but not what is quoted for redis.conf already.</summary>
    private static string Quoted(string word) =>
        word.Length > 0 && !word.Any(char.IsWhiteSpace) ? word : $"\"{word.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
