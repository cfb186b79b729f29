using System.Text.RegularExpressions;

namespace Tidy.Tests;

/// <summary>The rules of CONTRIBUTING.md that no analyzer holds.</summary>
public sealed partial class StyleTests
{
    /// <summary>A file with more lines than this holds a second idea.</summary>
    private const int MaxFileLines = 500;

    [Fact]
    public void No_file_is_longer_than_one_idea()
    {
        var offences = Repository.CSharp()
            .Select(file => (File: file, Count: Repository.Lines(file).Length))
            .Where(file => file.Count > MaxFileLines)
            .Select(file => $"{file.File} has {file.Count} lines");

        Assert.Empty(offences);
    }

    [Fact]
    public void Nothing_is_left_to_do_in_the_code()
    {
        var offences =
            from file in Repository.CSharp()
            where !file.StartsWith("tests/Tidy.Tests/", StringComparison.Ordinal)
            from line in Repository.Lines(file)
            where Leftover().IsMatch(line)
            select $"{file}: {line.Trim()}";

        Assert.Empty(offences);
    }

    [Fact]
    public void Tests_wait_for_conditions_and_never_sleep()
    {
        // The one helper that polls a condition until its deadline is where the delay belongs.
        var offences = Repository.CSharp("tests/")
            .Where(file => !file.EndsWith("/Eventually.cs", StringComparison.Ordinal) && !file.StartsWith("tests/Tidy.Tests/", StringComparison.Ordinal))
            .Where(file => Sleep().IsMatch(Repository.Read(file)));

        Assert.Empty(offences);
    }

    [Fact]
    public void Every_test_project_of_the_solution_is_run_by_the_test_command()
    {
        var projects = Repository.Files.Where(file => file.StartsWith("tests/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal));
        var solution = Repository.Read("aspire.sln").Replace('\\', '/');

        Assert.All(projects, project => Assert.Contains(project, solution, StringComparison.Ordinal));
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException|Skip\s*=\s*""", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Leftover();

    [GeneratedRegex(@"Thread\.Sleep|Task\.Delay", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Sleep();
}
