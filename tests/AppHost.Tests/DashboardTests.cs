using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Playwright;
using TestServers;

namespace AppHost.Tests;

/// <summary>The dashboard in a real browser.</summary>
[Collection(SharedRunDefinition.Name)]
public sealed class DashboardTests(SharedRun run)
{
    private static readonly string[] Resources =
    [
        "master-replica", "master-replica-1", "master-replica-2", "master-replica-3",
        "sentinel", "sentinel-1", "sentinel-2", "sentinel-3", "sentinel-sentinel-1", "sentinel-sentinel-2", "sentinel-sentinel-3",
        "cluster", "cluster-1", "cluster-2", "cluster-3", "cluster-4", "cluster-5", "cluster-6",
        "raft-node", "raft-node-1",
        "api",
    ];

    private const string RaftNode = "raft-node-1";

    private static readonly string[] SentinelDataNodes = ["sentinel-1", "sentinel-2", "sentinel-3"];

    [Fact]
    public async Task Topologies_stand_with_their_nodes_below_them_all_running_and_healthy()
    {
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);

        foreach (var resource in Resources)
        {
            await Assertions.Expect(dashboard.State(resource)).ToHaveAttributeAsync("title", "Running");
        }

        await dashboard.ScreenshotAsync("resources");
    }

    [Fact]
    public async Task A_topology_folds_its_nodes_away()
    {
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);

        await dashboard.Row("cluster").Locator("fluent-button[aria-label='Toggle nesting']").ClickAsync();

        await Assertions.Expect(dashboard.Row("cluster-1")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_console_of_a_node_shows_what_it_says()
    {
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);

        await dashboard.GoAsync("/consolelogs/resource/cluster-1");

        await Assertions.Expect(dashboard.Page.GetByText("Ready to accept connections")).ToBeVisibleAsync();
        await dashboard.ScreenshotAsync("console");
    }

    [Theory]
    [InlineData("master-replica")]
    [InlineData("sentinel")]
    [InlineData("cluster")]
    [InlineData("raft-node")]
    public async Task A_request_can_be_followed_to_the_command_and_the_node_that_answered(string mode)
    {
        using var api = run.AppHost.CreateApiClient();
        using var written = await api.PostAsJsonAsync($"{mode}/cache", new { key = "followed", value = "to the node" });
        var answer = JsonNode.Parse(await written.Content.ReadAsStringAsync())!;
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);

        await dashboard.GoAsync("/traces");
        const string route = "POST /{mode}/cache";
        await dashboard.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = route }).Last.GetByText(route).ClickAsync();
        await dashboard.OpenSpanAsync("SET", detail: dashboard.Page.GetByText("db.operation.name").First);

        var port = ((string)answer["servedBy"]!).Split(':')[^1];
        await Assertions.Expect(dashboard.Page.GetByText(port).First).ToBeVisibleAsync();
        await dashboard.ScreenshotAsync($"trace-{mode}");
    }

    [Fact]
    public async Task The_metrics_of_requests_and_of_commands_are_there()
    {
        using var api = run.AppHost.CreateApiClient();
        using var written = await api.PostAsJsonAsync("cluster/cache", new { key = "measured", value = "twice" });
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);

        await dashboard.GoAsync("/metrics/resource/api/meter/RedisLib/instrument/db.client.operation.duration");

        await Assertions.Expect(dashboard.Page.GetByText("http.server.request.duration").First).ToBeVisibleAsync();
        await Assertions.Expect(dashboard.Page.GetByText("db.client.operation.duration").First).ToBeVisibleAsync();
        await dashboard.ScreenshotAsync("metrics");
    }

    [Fact]
    public async Task RaftNode_tells_its_metrics_itself()
    {
        using var api = run.AppHost.CreateApiClient();
        using var written = await api.PostAsJsonAsync("raft-node/cache", new { key = "measured", value = "twice" });
        using var read = await api.GetAsync("raft-node/cache?key=measured");
        Assert.Equal("twice", (string)JsonNode.Parse(await read.Content.ReadAsStringAsync())!["value"]!);
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);

        await dashboard.GoAsync($"/metrics/resource/{RaftNode}");
        await dashboard.Page.GetByRole(AriaRole.Treeitem, new PageGetByRoleOptions { Name = "raftnode.commands", Exact = true }).ClickAsync();

        await Assertions.Expect(dashboard.Page.GetByText("Commands that were executed, by command.").First).ToBeVisibleAsync();
        await Assertions.Expect(dashboard.Page.Locator(".js-plotly-plot .scatterlayer path").First).ToBeAttachedAsync();
        await dashboard.ScreenshotAsync("raftnode-metrics");
    }

    [Fact]
    public async Task RaftNode_tells_a_trace_of_a_command()
    {
        using var api = run.AppHost.CreateApiClient();
        using var written = await api.PostAsJsonAsync("raft-node/cache", new { key = "traced", value = "once" });
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);

        await dashboard.GoAsync($"/traces/resource/{RaftNode}");
        const string span = $"{RaftNode}: SET";
        var row = dashboard.Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = span }).Last;
        await row.WaitForAsync();
        await dashboard.ScreenshotAsync("raftnode-traces");
        await row.GetByText(span).ClickAsync();
        await dashboard.OpenSpanAsync("SET", detail: dashboard.Page.GetByText("raftnode.client.id").First);

        await dashboard.ScreenshotAsync("raftnode-trace");
    }

    [Fact]
    public async Task RaftNode_tells_its_log_as_text_and_in_structure()
    {
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);

        await dashboard.GoAsync($"/consolelogs/resource/{RaftNode}");
        await Assertions.Expect(dashboard.Page.GetByText("Ready to accept connections").First).ToBeVisibleAsync();
        await dashboard.ScreenshotAsync("raftnode-console");

        await dashboard.GoAsync($"/structuredlogs/resource/{RaftNode}");
        await Assertions.Expect(dashboard.Page.GetByText("Ready to accept connections").First).ToBeVisibleAsync();
        await dashboard.ScreenshotAsync("raftnode-structured-logs");
    }

    [Fact]
    public async Task The_fail_over_button_moves_the_master_and_the_page_shows_it()
    {
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);
        var before = await MasterAsync(dashboard);

        await dashboard.Row("sentinel").Locator("fluent-button[title^='Makes a replica the master']").ClickAsync();

        await Assertions.Expect(dashboard.Link(before)).ToContainTextAsync("replica");
        Assert.NotEqual(before, await MasterAsync(dashboard));
        await Assertions.Expect(dashboard.Page.GetByText("Every node had its new role after")).ToBeVisibleAsync();
        await dashboard.ScreenshotAsync("failed-over");
    }

    [Fact]
    public async Task A_killed_master_comes_back_as_a_replica_and_the_page_shows_it()
    {
        var dashboard = await DashboardPage.OpenAsync(run.Browser, run.AppHost.DashboardLogin);
        var killed = await MasterAsync(dashboard);

        await dashboard.ChooseAsync(killed, "Kill", effect: dashboard.Yes);
        await dashboard.Yes.ClickAsync();

        await Assertions.Expect(dashboard.State(killed)).Not.ToHaveAttributeAsync("title", "Running");
        await Eventually.Is(async () => await MasterAsync(dashboard) != killed, TimeSpan.FromSeconds(30));
        await dashboard.ScreenshotAsync("killed");

        await dashboard.ChooseAsync(killed, "Start", effect: dashboard.Row(killed).Locator("td[col-index='2'][title='Running']"));

        await Assertions.Expect(dashboard.Link(killed)).ToContainTextAsync("replica");
        await Assertions.Expect(dashboard.State(killed)).ToHaveAttributeAsync("title", "Running");
        await Assertions.Expect(dashboard.State("sentinel")).ToHaveAttributeAsync("title", "Running");
    }

    private static async Task<string> MasterAsync(DashboardPage dashboard)
    {
        foreach (var node in SentinelDataNodes)
        {
            if ((await dashboard.Link(node).InnerTextAsync()).Contains("master", StringComparison.Ordinal))
            {
                return node;
            }
        }

        throw new InvalidOperationException("No node of the topology shows itself as its master.");
    }
}
