using System.Text.Json;
using RedisLib;

namespace ApiService.Json;

/// <summary>What our own writers of JSON share.</summary>
internal static class JsonWriterExtensions
{
    /// <summary>Writes an endpoint as <c>host:port</c>, or null.</summary>
    public static void WriteEndpoint(this Utf8JsonWriter json, ReadOnlySpan<byte> name, RedisEndpoint? endpoint)
    {
        json.WritePropertyName(name);
        if (endpoint is { } known)
        {
            RedisEndpointConverter.WriteText(json, known);
        }
        else
        {
            json.WriteNullValue();
        }
    }
}
