using System.Text.Json;

namespace Aspire.Hosting.Projects;

/// <summary>How a developer runs a project: a profile of its launchSettings.json.</summary>
internal sealed record LaunchProfile(IReadOnlyList<Uri> Urls, IReadOnlyDictionary<string, string> EnvironmentVariables, string? Arguments)
{
    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The profile of a name, or the first that runs the project; null when there is none.</summary>
    /// <exception cref="DistributedApplicationException">The file cannot be read, or it has no profile of the name.</exception>
    public static LaunchProfile? Read(string projectPath, string? name)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var settings = JsonDocument.Parse(File.ReadAllText(file), Lenient);
            if (!settings.RootElement.TryGetProperty("profiles", out var profiles))
            {
                return null;
            }

            var candidates = profiles.EnumerateObject().Where(static profile => Text(profile.Value, "commandName") == "Project").ToArray();
            var chosen = name is null ? candidates.Take(1) : candidates.Where(profile => profile.Name == name).Take(1);
            return chosen.Select(static profile => Parse(profile.Value)).FirstOrDefault()
                ?? (name is null ? null : throw new DistributedApplicationException($"Launch settings file '{file}' does not contain the launch profile '{name}'."));
        }
        catch (Exception exception) when (exception is JsonException or UriFormatException)
        {
            throw new DistributedApplicationException($"Failed to read launch settings file '{file}': {exception.Message}", exception);
        }
    }

    private static LaunchProfile Parse(JsonElement profile) => new(
        [.. (Text(profile, "applicationUrl") ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static url => new Uri(url))],
        profile.TryGetProperty("environmentVariables", out var variables)
            ? variables.EnumerateObject().ToDictionary(static variable => variable.Name, static variable => variable.Value.GetString() ?? "")
            : [],
        Text(profile, "commandLineArgs"));

    private static string? Text(JsonElement element, string property) =>
        element.TryGetProperty(property, out var value) ? value.GetString() : null;
}
