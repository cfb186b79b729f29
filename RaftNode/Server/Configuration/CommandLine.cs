namespace RaftNode.Server.Configuration;

/// <summary>What the server is started with: <c>[redis.conf] [--name value ...]...</c>, as redis-server has it.</summary>
/// <param name="Path">The whole path of redis.conf, or null.</param>
/// <param name="Lines">The lines of the file and of those that it includes, then those of the options, each with where it comes from.</param>
internal sealed record CommandLine(string? Path, IReadOnlyList<(string Line, string Origin)> Lines)
{
    private const string OptionStart = "--";

    private const string Include = "include";

    /// <summary>Files that include each other have no end.</summary>
    private const int MaxIncludeDepth = 16;

    /// <summary>Nothing but defaults.</summary>
    public static CommandLine Empty { get; } = new(null, []);

    /// <summary>Reads the arguments of the process, and the files that they name.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="ConfigurationException">Files include each other.</exception>
    public static CommandLine Read(IReadOnlyList<string> arguments)
    {
        var lines = new List<(string, string)>();
        var next = 0;
        string? path = null;
        if (arguments.Count > 0 && !arguments[0].StartsWith(OptionStart, StringComparison.Ordinal))
        {
            path = System.IO.Path.GetFullPath(arguments[next++]);
            AddFile(lines, path, depth: 0);
        }

        while (next < arguments.Count)
        {
            var option = arguments[next++];
            var words = new List<string> { option.StartsWith(OptionStart, StringComparison.Ordinal) ? option[OptionStart.Length..] : option };
            while (next < arguments.Count && !arguments[next].StartsWith(OptionStart, StringComparison.Ordinal))
            {
                words.Add(Word(arguments[next++]));
            }

            lines.Add((string.Join(' ', words), $"option {option}"));
        }

        return new CommandLine(path, lines);
    }

    private static void AddFile(List<(string, string)> lines, string path, int depth)
    {
        if (depth > MaxIncludeDepth)
        {
            throw new ConfigurationException($"{path}: files include each other without end");
        }

        var number = 0;
        foreach (var line in LinesOf(path))
        {
            number++;
            if (ConfigurationLine.FirstWord(line).Equals(Include, StringComparison.OrdinalIgnoreCase))
            {
                foreach (var included in FilesOf(line))
                {
                    AddFile(lines, included, depth + 1);
                }
            }
            else
            {
                lines.Add((line, $"{path}, line {number}"));
            }
        }
    }

    private static string[] LinesOf(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The settings cannot be read: {problem.Message} The first argument is a file of settings unless it begins with --.");
        }
    }

    /// <summary>A pattern such as <c>/etc/redis/conf.d/*.conf</c> means the files in the order of their names, or none.</summary>
    private static IEnumerable<string> FilesOf(string line)
    {
        foreach (var pattern in ConfigurationLine.Split(line).Skip(1))
        {
            var name = System.IO.Path.GetFileName(pattern);
            if (!name.Contains('*') && !name.Contains('?'))
            {
                yield return pattern;
                continue;
            }

            var folder = System.IO.Path.GetDirectoryName(pattern) is { Length: > 0 } directory ? directory : ".";
            foreach (var file in Directory.GetFiles(folder, name).Order(StringComparer.Ordinal))
            {
                yield return file;
            }
        }
    }

    /// <summary>Keeps together what the shell has kept together, but not what is quoted for redis.conf already.</summary>
    private static string Word(string argument) =>
        argument.Length > 0 && !argument.Any(char.IsWhiteSpace) ? argument : ConfigurationLine.Quoted(argument);
}
