using System.Runtime.InteropServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AppHost;

/// <summary>A terminal that is closed, or a connection that is lost: a host ends in order for other signals only, and this one would kill it.</summary>
internal static class HangUp
{
    /// <summary>Ends the application in order until the answer is disposed of.</summary>
    public static IDisposable Ends(DistributedApplication application)
    {
        var lifetime = application.Services.GetRequiredService<IHostApplicationLifetime>();
        return PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            lifetime.StopApplication();
        });
    }
}
