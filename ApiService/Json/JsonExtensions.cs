using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ApiService.Cache;
using ApiService.Cluster;
using ApiService.Topologies;

namespace ApiService.Json;

/// <summary>How answers are written.</summary>
internal static class JsonExtensions
{
    public static void AddJson(this WebApplicationBuilder builder) => builder.Services.ConfigureHttpJsonOptions(json =>
    {
        // Answers are application/json and never part of a page, so letters beyond ASCII need no escapes.
        json.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        json.SerializerOptions.Converters.Add(new RedisEndpointConverter());
        json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Default);
    });
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, Converters = [typeof(RedisEndpointConverter)])]
[JsonSerializable(typeof(CacheAnswer))]
[JsonSerializable(typeof(CacheEntry))]
[JsonSerializable(typeof(ClusterNodeAnswer[]))]
[JsonSerializable(typeof(FillAnswer))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, string>))]
[JsonSerializable(typeof(TopologyAnswer[]))]
internal sealed partial class ApiJson : JsonSerializerContext;
