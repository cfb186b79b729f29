using Aspire.Hosting;

namespace Offline.Tests;

/// <summary>Where the AppHost's settings come from, as with Aspire's packages.</summary>
public sealed class SettingsFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settings-file-tests-");

    [Fact]
    public void The_content_root_is_the_current_directory_wherever_the_project_is()
    {
        var builder = NewBuilder();

        Assert.Equal(Path.TrimEndingDirectorySeparator(Directory.GetCurrentDirectory()), Path.TrimEndingDirectorySeparator(builder.Environment.ContentRootPath));
        Assert.NotEqual(builder.Environment.ContentRootPath, builder.AppHostDirectory);
    }

    [Fact]
    public void The_file_in_the_content_root_is_read()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "appsettings.json"), """{ "Greeting": "hello" }""");

        Assert.Equal("hello", NewBuilder($"--contentRoot={_folder.FullName}").Configuration["Greeting"]);
    }

    [Fact]
    public void The_command_line_wins_over_the_file()
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "appsettings.json"), """{ "Greeting": "hello" }""");

        Assert.Equal("good day", NewBuilder($"--contentRoot={_folder.FullName}", "--Greeting=good day").Configuration["Greeting"]);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static IDistributedApplicationBuilder NewBuilder(params string[] arguments) => DistributedApplication.CreateBuilder(
        new DistributedApplicationOptions
        {
            Args = arguments,
            DisableDashboard = true,
            AssemblyName = typeof(SettingsFileTests).Assembly.GetName().Name,
        });
}
