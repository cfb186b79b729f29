namespace AppHost.Tests;

/// <summary>One run of the product and one browser for all the tests that only look and click.</summary>
public sealed class SharedRun : IAsyncLifetime
{
    public AppHostProcess AppHost { get; private set; } = null!;

    public Browser Browser { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        AppHost = await AppHostProcess.StartAsync("--RaftNode=true", "--Topologies:Defaults:Runtime=Process", $"--Topologies:Defaults:Password={Password}");
        Browser = await Browser.StartAsync();
    }

    /// <summary>Given, so that clients of other languages can be told it.</summary>
    public static string Password => "a-password-for-tests";

    public async Task DisposeAsync()
    {
        await Browser.DisposeAsync();
        await AppHost.DisposeAsync();
    }
}

/// <summary>The tests that share one run; they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRunDefinition : ICollectionFixture<SharedRun>
{
    public const string Name = "one run of the product";
}
