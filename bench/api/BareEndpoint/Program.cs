using System.Text.Json;
using System.Text.Json.Serialization;
using BareEndpoint;

// What the API's GET /cache is measured against: the same server, logging and size of answer, and nothing behind it.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, AnswerJson.Default));
var app = builder.Build();
app.MapGet("/bare", (string? key) => TypedResults.Ok(
    new Answer("master-replica", key, new string('x', 64), "127.0.0.1:16380", "127.0.0.1:16379", "127.0.0.1:16380")));
await app.RunAsync();

namespace BareEndpoint
{
    internal sealed record Answer(string Mode, string? Key, string Value, string ServedBy, string Master, string Replica);

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
    [JsonSerializable(typeof(Answer))]
    internal sealed partial class AnswerJson : JsonSerializerContext;
}
