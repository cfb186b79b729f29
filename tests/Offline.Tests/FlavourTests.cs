using System.Diagnostics;
using System.Reflection;

namespace Offline.Tests;

/// <summary>Which packages a build takes where nobody has tried to restore them.</summary>
public sealed class FlavourTests : IDisposable
{
    private static readonly string[] Packages =
        ["aspire.hosting/13.5.4", "aspire.hosting.apphost/13.5.4", "aspire.apphost.sdk/13.5.4", "opentelemetry.extensions.hosting/1.20.1", "kubernetesclient/18.0.13"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("flavour-tests-");

    [Fact]
    public async Task Complete_packages_are_taken()
    {
        Array.ForEach(Packages, AddPackage);

        Assert.Equal("nuget", await FlavourAsync());
    }

    [Fact]
    public async Task Without_packages_the_stand_ins_are_taken() => Assert.Equal("offline", await FlavourAsync());

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task One_package_that_is_missing_means_the_stand_ins(int missing)
    {
        Array.ForEach([.. Packages.Where((_, index) => index != missing)], AddPackage);

        Assert.Equal("offline", await FlavourAsync());
    }

    [Fact]
    public async Task A_package_of_which_a_failed_restore_left_a_part_does_not_count()
    {
        Array.ForEach(Packages, AddPackage);
        File.Delete(MarkOf(Packages[0]));

        Assert.Equal("offline", await FlavourAsync());
    }

    [Fact]
    public async Task Another_version_does_not_count()
    {
        Array.ForEach([.. Packages.Select(static package => package.Replace("aspire.hosting/13.5.4", "aspire.hosting/13.5.3", StringComparison.Ordinal))], AddPackage);

        Assert.Equal("offline", await FlavourAsync());
    }

    [Fact]
    public async Task What_a_trial_restore_has_found_comes_first()
    {
        Array.ForEach(Packages, AddPackage);

        Assert.Equal("offline", await FlavourAsync("<Project><PropertyGroup><AspirePackages>offline</AspirePackages></PropertyGroup></Project>"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string MarkOf(string package) => Path.Combine(_folder.FullName, "packages", package, ".nupkg.metadata");

    private void AddPackage(string package)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(MarkOf(package))!);
        File.WriteAllText(MarkOf(package), "{}");
    }

    /// <summary>What the build files say in a folder that holds nothing else, with a package folder of the test's own.</summary>
    private async Task<string> FlavourAsync(string? remembered = null)
    {
        var root = MetadataOf("RepositoryRoot");
        foreach (var file in (string[])["Directory.Packages.props", "offline/Flavour.props"])
        {
            var copy = Path.Combine(_folder.FullName, file);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(Path.Combine(root, file), copy);
        }

        if (remembered is not null)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "AspirePackages.props"), remembered);
        }

        var project = Path.Combine(_folder.FullName, "flavour.proj");
        await File.WriteAllTextAsync(project, "<Project><Import Project=\"Directory.Packages.props\" /></Project>");
        var start = new ProcessStartInfo("dotnet", ["msbuild", project, "-getProperty:AspirePackages"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "packages");
        start.Environment.Remove("AspirePackages");
        using var build = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        return (await build.StandardOutput.ReadToEndAsync()).Trim();
    }

    private static string MetadataOf(string key) => typeof(FlavourTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .First(attribute => attribute.Key == key).Value!;
}
