using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using ApiService.Problems;

namespace ApiService.Cache;

/// <summary>
/// Reads <c>{"key":"...","value":"..."}</c> from the bytes of a body. A value without escapes is a slice of the body: the
/// serializer's way by a <see cref="string"/> would take four times its length more. Other properties are skipped, and of
/// a property that comes twice the last counts.
/// </summary>
internal static class CacheEntryParser
{
    private const string NotUtf8 = "It is not valid Unicode.";
    private const string Expected = """send {"key":"...","value":"..."}.""";

    /// <summary>Answers the entry, or null and what is wrong.</summary>
    public static CacheEntry? Parse(ReadOnlyMemory<byte> body, out IReadOnlyList<FieldProblem> problems)
    {
        if (body.IsEmpty)
        {
            problems = [new FieldProblem("body", $"The body is missing: {Expected}")];
            return null;
        }

        var found = new List<FieldProblem>();
        problems = found;
        try
        {
            var fields = ReadFields(body, found);
            Require(fields, found);
            return found.Count == 0 ? new CacheEntry(fields.Key!, fields.Value.GetValueOrDefault()) : null;
        }
        catch (JsonException malformed)
        {
            problems = [new FieldProblem("body", $"The body is not JSON: line {malformed.LineNumber + 1}, byte {malformed.BytePositionInLine + 1}.")];
            return null;
        }
    }

    private static void Require(Fields fields, List<FieldProblem> problems)
    {
        if (problems.Count > 0)
        {
            return;
        }

        if (CacheLimits.KeyProblem(fields.Key) is { } keyProblem)
        {
            problems.Add(new FieldProblem("key", keyProblem));
        }

        if (fields.Value is null)
        {
            problems.Add(new FieldProblem("value", "The value is missing."));
        }
        else if (fields.Value.Value.Length > CacheLimits.MaxValueBytes)
        {
            problems.Add(new FieldProblem("value", CacheLimits.ValueTooLong));
        }
    }

    private static Fields ReadFields(ReadOnlyMemory<byte> body, List<FieldProblem> problems)
    {
        var fields = new Fields();
        var reader = new Utf8JsonReader(body.Span);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            EnsureEnd(ref reader);
            problems.Add(new FieldProblem("body", $"The body is not an object: {Expected}"));
            return fields;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals("key"u8);
            var isValue = !isKey && reader.ValueTextEquals("value"u8);
            reader.Read();
            if (isKey && TryReadText(ref reader, body, "key", problems, out var key))
            {
                fields.Key = System.Text.Encoding.UTF8.GetString(key.Value.Span);
            }
            else if (isValue && TryReadText(ref reader, body, "value", problems, out var value))
            {
                fields.Value = value;
            }

            reader.Skip();
        }

        EnsureEnd(ref reader);
        return fields;
    }

    /// <summary>Reads past the last token, which throws when anything but white space follows.</summary>
    private static void EnsureEnd(ref Utf8JsonReader reader) => reader.Read();

    private static bool TryReadText(
        ref Utf8JsonReader reader,
        ReadOnlyMemory<byte> body,
        string field,
        List<FieldProblem> problems,
        [NotNullWhen(true)] out ReadOnlyMemory<byte>? text)
    {
        text = null;
        if (reader.TokenType != JsonTokenType.String)
        {
            problems.Add(new FieldProblem(field, $"The {field} is not a string."));
            return false;
        }

        // Between the quotes: the token's own start and length.
        var raw = body.Slice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
        if (!Utf8.IsValid(raw.Span))
        {
            problems.Add(new FieldProblem(field, NotUtf8));
            return false;
        }

        if (reader.ValueIsEscaped && !TryUnescape(ref reader, out raw))
        {
            problems.Add(new FieldProblem(field, NotUtf8));
            return false;
        }

        text = raw;
        return true;
    }

    private static bool TryUnescape(ref Utf8JsonReader reader, out ReadOnlyMemory<byte> text)
    {
        // Unescaping never makes a string longer.
        var unescaped = new byte[reader.ValueSpan.Length];
        try
        {
            text = unescaped.AsMemory(0, reader.CopyString(unescaped));
            return true;
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair, such as \ud800, which the reader refuses in no other way.
            text = default;
            return false;
        }
    }

    private struct Fields
    {
        public string? Key;
        public ReadOnlyMemory<byte>? Value;
    }
}
