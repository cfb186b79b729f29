namespace ApiService;

/// <summary>Where the service listens when nobody says where.</summary>
internal static class DefaultAddress
{
    private const string Url = "http://localhost:5180";

    /// <summary>The settings by which ASP.NET Core is told an address; a default must not override any of them.</summary>
    private static readonly string[] AddressSettings = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    public static void AddDefaultAddress(this WebApplicationBuilder builder)
    {
        if (!AddressSettings.Any(setting => builder.Configuration.GetSection(setting).Exists()))
        {
            builder.WebHost.UseUrls(Url);
        }
    }
}
