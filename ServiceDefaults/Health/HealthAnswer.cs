using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ServiceDefaults.Health;

/// <summary>What the health endpoints answer.</summary>
/// <param name="Status"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>: the worst of the checks.</param>
/// <param name="Checks">Every check that was run.</param>
public sealed record HealthAnswer(string Status, IReadOnlyList<CheckAnswer> Checks)
{
    internal static HealthAnswer From(HealthReport report) => new(
        report.Status.ToString(),
        [.. report.Entries.Select(entry => new CheckAnswer(
            entry.Key, entry.Value.Status.ToString(), entry.Value.Description, entry.Value.Duration.TotalMilliseconds))]);
}

/// <summary>One check.</summary>
/// <param name="Name">What was checked.</param>
/// <param name="Status"><c>Healthy</c>, <c>Degraded</c> or <c>Unhealthy</c>.</param>
/// <param name="Description">What is wrong, or null.</param>
/// <param name="DurationMilliseconds">How long the check took.</param>
public sealed record CheckAnswer(string Name, string Status, string? Description, double DurationMilliseconds);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
