using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using RedisLib;

namespace ApiService.Documentation;

/// <summary>Says of the types that we write ourselves what they look like.</summary>
internal static class TextSchemas
{
    /// <summary>The name under which the document describes a type once, or null to describe it in place.</summary>
    public static string? ReferenceId(JsonTypeInfo type) =>
        type.Type == typeof(ReadOnlyMemory<byte>) ? null : OpenApiOptions.CreateDefaultSchemaReferenceId(type);

    public static Task Apply(OpenApiSchema schema, OpenApiSchemaTransformerContext context)
    {
        var type = context.JsonTypeInfo.Type;
        if (type == typeof(ReadOnlyMemory<byte>))
        {
            // The bytes of a value are shown as the text that they are, not in Base64.
            schema.Type = JsonSchemaType.String;
            schema.Format = null;
        }
        else if ((Nullable.GetUnderlyingType(type) ?? type) == typeof(RedisEndpoint))
        {
            schema.Type = type == typeof(RedisEndpoint) ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Description = "host:port";
        }

        return Task.CompletedTask;
    }
}
