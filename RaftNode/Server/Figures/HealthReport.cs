using System.Text;
using System.Text.Json;

namespace RaftNode.Server.Figures;

/// <summary>What <c>/health</c> answers: whether the server serves, and if not why.</summary>
/// <param name="Status"><c>ok</c>; <c>loading</c>, <c>busy</c> or <c>unwritable</c> when it does not serve.</param>
/// <param name="Problem">What is wrong, or null.</param>
internal sealed record HealthReport(string Status, string? Problem)
{
    public bool IsHealthy => Problem is null;

    /// <summary>The report on a server.</summary>
    /// <param name="phase">What it is doing.</param>
    /// <param name="figures">Figures that are not old; null when there are none, since it is busy.</param>
    public static HealthReport Of(ServerPhase phase, ServerFigures? figures) => (phase, figures) switch
    {
        (ServerPhase.Loading, _) => new HealthReport("loading", "the data is being loaded"),
        (_, null) => new HealthReport("busy", "the thread that executes commands has not answered: a command takes long, or the disk is slow"),
        (_, { WriteProblem: { } problem }) => new HealthReport("unwritable", problem),
        _ => new HealthReport("ok", Problem: null),
    };

    /// <summary><c>{"status":"ok","version":"0.1.0"}</c></summary>
    public string ToJson()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("status"u8, Status);
            if (Problem is not null)
            {
                json.WriteString("problem"u8, Problem);
            }

            json.WriteString("version"u8, ServerVersion.Own);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
