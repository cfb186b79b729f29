using System.Diagnostics;
using System.Reflection;
using System.Text.Json.Nodes;

namespace Offline.Tests;

/// <summary>What Aspire's own SDK is told of the orchestrator and the dashboard, which it looks for in an Aspire CLI only.</summary>
public sealed class SdkEngineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sdk-engine-tests-");

    [Fact]
    public async Task Without_a_cli_it_is_told_of_the_engine_that_comes_from_npm()
    {
        var told = await TellAsync();

        Assert.True(File.Exists(Path.Combine(told.DcpDir, "dcp")), told.DcpDir);
        Assert.True(File.Exists(told.Dashboard), told.Dashboard);
    }

    [Fact]
    public async Task A_cli_on_the_path_is_left_to_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "aspire"), "");

        Assert.Equal(("", ""), await TellAsync());
    }

    [Fact]
    public async Task A_cli_in_the_users_home_is_left_to_it()
    {
        _folder.CreateSubdirectory(".aspire/bundle");

        Assert.Equal(("", ""), await TellAsync());
    }

    [Fact]
    public async Task What_the_user_has_said_stands() =>
        Assert.Equal(("/my/dcp/", ""), await TellAsync("-property:DcpDir=/my/dcp/"));

    [Fact]
    public async Task Where_npm_has_no_engine_it_looks_by_itself() =>
        Assert.Equal(("", ""), await TellAsync("-property:NETCoreSdkPortableRuntimeIdentifier=osx-arm64"));

    [Fact]
    public async Task Variables_that_name_both_are_passed_on() => Assert.Equal(
        ("/my/dcp", "/my/aspire-managed"),
        await TellAsync("-property:ASPIRE_DCP_PATH=/my/dcp", "-property:ASPIRE_DASHBOARD_PATH=/my/aspire-managed"));

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Runs the targets up to where the SDK looks, in a home of the test's own that comes first on the PATH.</summary>
    private async Task<(string DcpDir, string Dashboard)> TellAsync(params string[] arguments)
    {
        var root = typeof(SdkEngineTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(static one => one.Key == "RepositoryRoot").Value!;
        var project = Path.Combine(_folder.FullName, "apphost.proj");
        await File.WriteAllTextAsync(
            project,
            $"""
            <Project>
              <PropertyGroup>
                <IsAspireHost>true</IsAspireHost>
                <AspirePackages>nuget</AspirePackages>
                <NETCoreSdkPortableRuntimeIdentifier>linux-x64</NETCoreSdkPortableRuntimeIdentifier>
              </PropertyGroup>
              <Target Name="PrepareForBuild" />
              <Import Project="{Path.Combine(root, "offline", "AppHost.targets")}" />
            </Project>
            """);
        var start = new ProcessStartInfo(
            "dotnet", ["msbuild", project, "-target:PrepareForBuild", "-getProperty:DcpDir", "-getProperty:AspireDashboardPath", .. arguments])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["HOME"] = _folder.FullName;
        start.Environment["PATH"] = $"{_folder.FullName}{Path.PathSeparator}{Environment.GetEnvironmentVariable("PATH")}";
        using var build = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = await build.StandardOutput.ReadToEndAsync();
        await build.WaitForExitAsync();
        Assert.True(build.ExitCode == 0, output);
        var properties = JsonNode.Parse(output)!["Properties"]!;
        return ((string)properties["DcpDir"]!, (string)properties["AspireDashboardPath"]!);
    }
}
