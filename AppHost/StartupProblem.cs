using Microsoft.Extensions.Options;

namespace AppHost;

/// <summary>What the person who starts the application can put right, in one line.</summary>
internal static class StartupProblem
{
    private const string WhatToInstall =
        "Install the Aspire CLI (https://aspire.dev) and build again, or set ASPIRE_DCP_PATH (the folder of dcp) and ASPIRE_DASHBOARD_PATH (the file aspire-managed).";

    /// <summary>The line, or null for a failure that deserves its stack trace.</summary>
    public static string? Describe(Exception problem) => problem switch
    {
        DistributedApplicationException => problem.Message,

        // So Aspire's packages tell that the orchestrator or the dashboard is not there.
        OptionsValidationException options => $"{string.Join(' ', options.Failures)} {WhatToInstall}",
        FileNotFoundException => $"{problem.Message} {WhatToInstall}",
        _ => null,
    };
}
