using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using ApiService.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace ApiService.Cache;

/// <summary>
/// Writes an answer from the UTF-8 bytes that came from Redis, and piece by piece, so that a value of 512 MB is neither
/// copied to UTF-16 and back nor held a second time in the buffers of the response.
/// </summary>
internal sealed class CacheResult(CacheAnswer answer) : IResult, IEndpointMetadataProvider
{
    private const string ContentType = "application/json; charset=utf-8";

    /// <summary>What is written before the client must have taken what came before.</summary>
    private const int PieceBytes = 64 * 1024;

    /// <summary>Answers are application/json and never part of a page, so letters beyond ASCII need no escapes.</summary>
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(CacheAnswer), ["application/json"]));

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = ContentType;
        await using var json = new Utf8JsonWriter(response.BodyWriter, Options);
        json.WriteStartObject();
        json.WriteString("mode"u8, answer.Mode);
        json.WriteString("key"u8, answer.Key);
        json.WritePropertyName("value"u8);
        var rest = answer.Value;
        for (; rest.Length > PieceBytes; rest = rest[PieceBytes..])
        {
            json.WriteStringValueSegment(rest.Span[..PieceBytes], isFinalSegment: false);
            await json.FlushAsync(httpContext.RequestAborted);
            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }

        json.WriteStringValueSegment(rest.Span, isFinalSegment: true);
        json.WriteEndpoint("servedBy"u8, answer.ServedBy);
        json.WriteEndpoint("master"u8, answer.Master);
        json.WriteEndpoint("replica"u8, answer.Replica);
        json.WriteEndObject();
    }
}
