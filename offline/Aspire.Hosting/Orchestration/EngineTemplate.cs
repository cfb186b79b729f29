using System.Text;
using System.Text.RegularExpressions;

namespace Aspire.Hosting.Orchestration;

/// <summary>
/// The orchestrator runs every argument and variable through Go's text/template. Our own templates must reach it as they are;
/// braces that a user wrote must come out as they went in.
/// </summary>
internal static partial class EngineTemplate
{
    /// <summary>How a template writes two opening braces.</summary>
    private const string EscapedBraces = "{{\"{{\"}}";

    /// <summary>The port that this very instance must listen on.</summary>
    public static string PortForServing(string service) => $"{{{{- portForServing \"{service}\" -}}}}";

    /// <summary>An annotation of the object itself.</summary>
    public static string OfAnnotation(string name) => $"{{{{- index .Annotations \"{name}\" -}}}}";

    /// <summary>Escapes all double braces except those of our own templates.</summary>
    public static string Escape(string text)
    {
        if (!text.Contains("{{", StringComparison.Ordinal))
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + EscapedBraces.Length);
        var end = 0;
        foreach (var own in OwnTemplate().EnumerateMatches(text))
        {
            escaped.Append(EscapeBraces(text[end..own.Index])).Append(text, own.Index, own.Length);
            end = own.Index + own.Length;
        }

        return escaped.Append(EscapeBraces(text[end..])).ToString();
    }

    private static string EscapeBraces(string text) => text.Replace("{{", EscapedBraces, StringComparison.Ordinal);

    [GeneratedRegex("""\{\{- (?:portForServing|index \.Annotations) "[A-Za-z0-9_.~-]+" -\}\}""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OwnTemplate();
}

/// <summary>The annotations that the objects of the orchestrator carry.</summary>
internal static class EngineAnnotations
{
    public const string ResourceName = "resource-name";
    public const string OtelServiceName = "otel-service-name";
    public const string OtelServiceInstanceId = "otel-service-instance-id";
    public const string ServiceProducer = "service-producer";
}
