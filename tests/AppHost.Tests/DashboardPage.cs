using Microsoft.Playwright;

namespace AppHost.Tests;

/// <summary>The dashboard as a user sees it; every test leaves a screenshot under artifacts/screenshots.</summary>
public sealed class DashboardPage(IPage page, Uri login)
{
    /// <summary>The page answers a click within a fraction of a second, on a busy machine within some.</summary>
    private const float EffectMilliseconds = 10_000;

    private const int MaxClicks = 3;

    public IPage Page => page;

    public static async Task<DashboardPage> OpenAsync(Browser browser, Uri login)
    {
        var dashboard = new DashboardPage(await browser.OpenAsync(login), login);
        await dashboard.Row("api").WaitForAsync();
        return dashboard;
    }

    /// <summary>The row of a resource in the table of resources.</summary>
    public ILocator Row(string resource) => page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions
    {
        Has = page.Locator($"td[title$=': {resource}']"),
    });

    public ILocator State(string resource) => Row(resource).Locator("td[col-index='2']");

    /// <summary>The text that stands for a node's address; it names the role first.</summary>
    public ILocator Link(string node) => Row(node).Locator("td[col-index='5']");

    /// <summary>
    /// Chooses a command from the menu of a resource until it shows an effect. The page draws a row anew whenever its resource
    /// changes, and a click on a menu that goes at that moment does nothing, or leaves the menu open over the page: then the page
    /// is loaded again and the click made again, as a user would.
    /// </summary>
    public async Task ChooseAsync(string resource, string command, ILocator effect)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Row(resource).Locator("fluent-button[aria-label='Actions']").ClickAsync(new LocatorClickOptions { Timeout = EffectMilliseconds });
                await page.GetByRole(AriaRole.Menuitem, new PageGetByRoleOptions { Name = command, Exact = true })
                    .ClickAsync(new LocatorClickOptions { Timeout = EffectMilliseconds });
                await effect.WaitForAsync(new LocatorWaitForOptions { Timeout = EffectMilliseconds });
                return;
            }
            catch (TimeoutException) when (attempt < MaxClicks)
            {
                await ScreenshotAsync($"no-effect-{command}-{attempt}");
                await page.ReloadAsync();
                await Row(resource).WaitForAsync();
                if (await effect.IsVisibleAsync())
                {
                    return;
                }
            }
        }
    }

    /// <summary>What agrees when the page asks whether a command is meant.</summary>
    public ILocator Yes => page.Locator("fluent-dialog").GetByText("Yes", new LocatorGetByTextOptions { Exact = true });

    /// <summary>
    /// Opens the details of a span in the trace that was chosen until one of them shows. The list of traces, which stays a moment after
    /// the address has changed, has rows of that name too.
    /// </summary>
    public async Task OpenSpanAsync(string name, ILocator detail)
    {
        var trace = page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Trace detail" });
        var span = trace.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = name }).First;
        for (var attempt = 1; ; attempt++)
        {
            await span.ClickAsync();
            try
            {
                await detail.WaitForAsync(new LocatorWaitForOptions { Timeout = EffectMilliseconds });
                return;
            }
            catch (TimeoutException) when (attempt < MaxClicks)
            {
                await ScreenshotAsync($"no-details-{name}-{attempt}");
            }
        }
    }

    public Task GoAsync(string path) => page.GotoAsync(new Uri(login, path).ToString());

    public async Task ScreenshotAsync(string name)
    {
        var path = Path.Combine(AppHostProcess.RepositoryRoot, "artifacts", "screenshots", $"{name}.png");
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = path });
    }
}
