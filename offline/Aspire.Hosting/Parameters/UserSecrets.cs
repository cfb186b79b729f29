using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration.UserSecrets;

namespace Aspire.Hosting.Parameters;

/// <summary>The file in the user's profile where the values of an AppHost's secrets are kept from run to run.</summary>
internal sealed class UserSecrets(Assembly? appHost)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly string? _path = appHost?.GetCustomAttribute<UserSecretsIdAttribute>() is { } id
        ? PathHelper.GetSecretsPathFromSecretsId(id.UserSecretsId)
        : null;

    /// <summary>Keeps a value; without a UserSecretsId there is no place for it, and it lives as long as the process.</summary>
    public void Keep(string key, string value)
    {
        if (_path is null)
        {
            return;
        }

        var secrets = File.Exists(_path) ? JsonNode.Parse(File.ReadAllText(_path)) as JsonObject ?? [] : [];
        secrets[key] = value;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);

        // A file beside it, moved into place, so that a crash never leaves half a file; nobody else may read it.
        var unfinished = _path + "." + Guid.NewGuid().ToString("N");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(unfinished, options))
        {
            writer.Write(secrets.ToJsonString(Indented));
        }

        File.Move(unfinished, _path, overwrite: true);
    }
}
