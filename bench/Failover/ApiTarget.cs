using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Failover;

/// <summary>The HTTP API, as its users reach it.</summary>
internal sealed class ApiTarget(HttpClient http, string mode) : ITarget
{
    public async ValueTask<string> WriteAsync(string key, string value)
    {
        using var response = await http.PostAsJsonAsync($"{mode}/cache", new { key, value });
        return (string)(await AnswerAsync(response))["servedBy"]!;
    }

    public async ValueTask<string?> ReadAsync(string key)
    {
        using var response = await http.GetAsync($"{mode}/cache?key={Uri.EscapeDataString(key)}");
        return response.StatusCode == HttpStatusCode.NotFound ? null : (string?)(await AnswerAsync(response))["value"];
    }

    private static async Task<JsonNode> AnswerAsync(HttpResponseMessage response)
    {
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return response.IsSuccessStatusCode
            ? body
            : throw new RequestFailedException($"{(int)response.StatusCode}{((bool?)body["mayHaveBeenApplied"] == true ? " unknown outcome" : "")}");
    }
}
