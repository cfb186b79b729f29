using System.Globalization;
using ApiService.Cluster;
using Microsoft.OpenApi;

namespace ApiService.Documentation;

/// <summary>
/// Describes the parameters that handlers take as optional text so that they can say themselves what is wrong with one:
/// <c>key</c> must be there, and <c>count</c> is a number.
/// </summary>
internal static class Parameters
{
    public static Task Apply(OpenApiOperation operation)
    {
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            parameter.Required |= parameter.Name == "key";
            parameter.Schema = parameter.Name == "count" ? Count() : parameter.Schema;
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema Count() => new()
    {
        Type = JsonSchemaType.Integer,
        Minimum = "1",
        Maximum = FillEndpoints.MaxCount.ToString(CultureInfo.InvariantCulture),
        Default = FillEndpoints.DefaultCount,
    };
}
