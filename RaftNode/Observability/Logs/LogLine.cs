using System.Buffers;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace RaftNode.Observability.Logs;

/// <summary>
/// A line of the log: <c>{"time":"2026-01-01T00:00:00.000Z","level":"notice","event":"Loaded","message":"...","data":{"loaded":10}}</c>.
/// </summary>
internal static class LogLine
{
    /// <summary>So much of a text says what it was. Clients choose their names, and a name may be as long as a request.</summary>
    private const int MaxTextCharacters = 1024;

    /// <summary>What the framework calls the message before its values are put in, among the values.</summary>
    private const string TemplateName = "{OriginalFormat}";

    private static readonly JsonWriterOptions Options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The line in UTF-8, with its end.</summary>
    /// <param name="time">When it happened.</param>
    /// <param name="verbosity">How much it matters.</param>
    /// <param name="id">What happened.</param>
    /// <param name="message">The same for people.</param>
    /// <param name="values">What the message tells, by name; null when there is nothing.</param>
    /// <param name="problem">The exception that goes with it, or null.</param>
    public static byte[] Format(
        DateTimeOffset time, LogVerbosity verbosity, EventId id, string message, IReadOnlyList<KeyValuePair<string, object?>>? values, Exception? problem)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time"u8, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
            json.WriteString("level"u8, LogVerbosities.WordOf(verbosity));
            if (id.Name is { } name)
            {
                json.WriteString("event"u8, name);
            }

            json.WriteString("message"u8, Shortened(message));
            WriteData(json, values ?? []);
            if (problem is not null)
            {
                json.WriteString("exception"u8, problem.ToString());
            }

            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteData(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> values)
    {
        var hasBegun = false;
        foreach (var (name, value) in values)
        {
            if (name == TemplateName)
            {
                continue;
            }

            if (!hasBegun)
            {
                json.WriteStartObject("data"u8);
                hasBegun = true;
            }

            json.WritePropertyName(JsonNamingPolicy.CamelCase.ConvertName(name));
            WriteValue(json, value);
        }

        if (hasBegun)
        {
            json.WriteEndObject();
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            default:
                json.WriteStringValue(Shortened(value.ToString() ?? ""));
                break;
        }
    }

    /// <summary>No half of a pair of characters is left at the end, which would be no text.</summary>
    private static string Shortened(string text)
    {
        if (text.Length <= MaxTextCharacters)
        {
            return text;
        }

        var kept = char.IsHighSurrogate(text[MaxTextCharacters - 1]) ? MaxTextCharacters - 1 : MaxTextCharacters;
        return $"{text[..kept]}... ({text.Length - kept} more characters)";
    }
}
