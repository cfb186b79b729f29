using Microsoft.AspNetCore.Connections;
using RedisLib;

namespace ApiService;

/// <summary>What the person who starts the service can put right, in one line.</summary>
internal static class StartupFailure
{
    /// <summary>The line, or null for a failure that is not a setting's and deserves its stack trace.</summary>
    public static string? Explain(Exception failure) => failure switch
    {
        RedisConfigurationException configuration => configuration.Message,
        IOException { InnerException: AddressInUseException } busy => $"urls: {busy.Message} Stop what listens there, or set ASPNETCORE_URLS.",
        InvalidDataException { InnerException: { } cause } file => $"{file.Message} {cause.Message}",
        _ => null,
    };
}
