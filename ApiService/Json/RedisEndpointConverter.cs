using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using RedisLib;

namespace ApiService.Json;

/// <summary>Writes an endpoint as <c>host:port</c>.</summary>
internal sealed class RedisEndpointConverter : JsonConverter<RedisEndpoint>
{
    /// <summary>A host name has at most 253 characters of ASCII, and a port five digits; anything longer goes by way of a string.</summary>
    private const int UsualMaxBytes = 320;

    public override RedisEndpoint Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        RedisEndpoint.TryParse(reader.GetString(), out var endpoint) ? endpoint : throw new JsonException("An endpoint is host:port.");

    public override void Write(Utf8JsonWriter writer, RedisEndpoint value, JsonSerializerOptions options) => WriteText(writer, value);

    internal static void WriteText(Utf8JsonWriter writer, RedisEndpoint value)
    {
        Span<byte> text = stackalloc byte[UsualMaxBytes];
        var isPlain = !value.Host.Contains(':', StringComparison.Ordinal);
        if (isPlain && Utf8.TryWrite(text, $"{value.Host}:{value.Port}", out var written))
        {
            writer.WriteStringValue(text[..written]);
            return;
        }

        writer.WriteStringValue(value.ToString());
    }
}
