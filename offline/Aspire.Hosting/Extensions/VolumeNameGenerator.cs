using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Names volumes.</summary>
public static class VolumeNameGenerator
{
    private const int DigestLength = 10;

    /// <summary>The same name in every run of one AppHost, and another one for every AppHost, resource and suffix.</summary>
    public static string Generate<T>(IResourceBuilder<T> builder, string suffix)
        where T : IResource
    {
        var application = builder.ApplicationBuilder;
        var name = new string([.. application.Environment.ApplicationName.Select(static c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' ? c : '_')]);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(application.AppHostDirectory)))[..DigestLength];
        return $"{name.ToLowerInvariant()}-{digest}-{builder.Resource.Name}-{suffix}";
    }
}
