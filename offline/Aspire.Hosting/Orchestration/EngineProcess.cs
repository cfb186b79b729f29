using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The running orchestrator. It watches our process and ends, with all that it runs, when we do, however that comes about; and
/// it removes the session folder at its end, which is how its end is known.
/// </summary>
internal sealed class EngineProcess
{
    /// <summary>It needs a quarter of a second; a machine that is busy with other things may need much more.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(10);

    private const int TokenLength = 32;

    /// <summary>What is meant for the AppHost, and would mislead the processes that inherit it.</summary>
    private static readonly string[] OwnVariables =
        ["ASPNETCORE_URLS", "ASPNETCORE_ENVIRONMENT", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "ASPNETCORE_CONTENTROOT", "DOTNET_CONTENTROOT"];

    private readonly string _sessionFolder;

    private EngineProcess(string sessionFolder, EngineClient client)
    {
        _sessionFolder = sessionFolder;
        Client = client;
    }

    public EngineClient Client { get; }

    public static async Task<EngineProcess> StartAsync(string path, string? containerRuntime, TimeProvider time, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("aspire-dcp-").FullName;
        using var certificate = WriteCertificate(folder, time);
        var token = RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz", TokenLength);
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        var start = Describe(path, folder, kubeconfig, token, containerRuntime);
        try
        {
            using var process = Process.Start(start) ?? throw new EngineException($"Aspire's orchestrator ({path}) cannot be started.");
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            _ = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var address = await ReadAddressAsync(kubeconfig, process, errors, path, time, cancellationToken);
            return new EngineProcess(folder, new EngineClient(address, token, certificate.RawData));
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException)
        {
            Remove(folder);
            throw;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            Remove(folder);
            throw new EngineException($"Aspire's orchestrator ({path}) cannot be started: {exception.Message}.");
        }
    }

    /// <summary>Ends everything that runs; whatever has not ended when time is up, the orchestrator ends on its own.</summary>
    public async Task StopAsync(TimeSpan timeout, TimeProvider time, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await Client.StopEngineAsync(limit.Token);
            while (Directory.Exists(_sessionFolder))
            {
                await Task.Delay(PollInterval, time, limit.Token);
            }
        }
        catch (HttpRequestException)
        {
            // It died, and will not clean up.
            Remove(_sessionFolder);
        }
        catch (Exception exception) when (exception is OperationCanceledException or EngineException)
        {
            // It goes when we do.
        }
        finally
        {
            Client.Dispose();
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // Somebody still writes there, or has removed it himself.
        }
    }

    private static X509Certificate2 WriteCertificate(string folder, TimeProvider time)
    {
        // Without a certificate of ours the orchestrator makes an RSA key of 4096 bits, which takes it two to four seconds.
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        names.AddIpAddress(System.Net.IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        var now = time.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(1));
        File.WriteAllText(CertificateFile(folder), certificate.ExportCertificatePem());
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(KeyFile(folder), options);
        writer.Write(key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }

    private static string CertificateFile(string folder) => Path.Combine(folder, "tls.crt");

    private static string KeyFile(string folder) => Path.Combine(folder, "tls.key");

    private static ProcessStartInfo Describe(string path, string folder, string kubeconfig, string token, string? containerRuntime)
    {
        var start = new ProcessStartInfo(path)
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            ArgumentList =
            {
                "start-apiserver", "--monitor", Environment.ProcessId.ToString(), "--detach", "--kubeconfig", kubeconfig,
                "--tls-cert-file", CertificateFile(folder), "--tls-key-file", KeyFile(folder),
            },
        };
        if (!string.IsNullOrEmpty(containerRuntime))
        {
            start.ArgumentList.Add("--container-runtime");
            start.ArgumentList.Add(containerRuntime);
        }

        foreach (var variable in OwnVariables)
        {
            start.Environment.Remove(variable);
        }

        start.Environment["DCP_SESSION_FOLDER"] = folder;
        start.Environment["DCP_SECURE_TOKEN"] = token;
        return start;
    }

    private static async Task<Uri> ReadAddressAsync(
        string kubeconfig,
        Process process,
        Task<string> errors,
        string path,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        const string Key = "server:";
        var started = time.GetTimestamp();
        while (time.GetElapsedTime(started) < StartTimeout)
        {
            var line = File.Exists(kubeconfig)
                ? (await ReadSharedAsync(kubeconfig, cancellationToken)).Split('\n').FirstOrDefault(static line => line.Trim().StartsWith(Key, StringComparison.Ordinal))
                : null;
            if (line is not null && Uri.TryCreate(line.Trim()[Key.Length..].Trim(), UriKind.Absolute, out var address))
            {
                return address;
            }

            // The command itself ends at once, because it leaves a server behind; only an error says that there will be none.
            if (process.HasExited && process.ExitCode != 0)
            {
                var reason = (await errors).Trim().Split('\n')[^1];
                throw new EngineException($"Aspire's orchestrator ({path}) ended with exit code {process.ExitCode}: {reason}");
            }

            await Task.Delay(PollInterval, time, cancellationToken);
        }

        throw new EngineException($"Aspire's orchestrator ({path}) did not answer within {StartTimeout.TotalSeconds:0} s.");
    }

    private static async Task<string> ReadSharedAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
