using System.Text;
using ApiService.Cache;
using ApiService.Problems;

namespace ApiService.Tests.Cache;

public sealed class CacheEntryParserTests
{
    [Theory]
    [InlineData("""{"key":"k","value":"v"}""", "k", "v")]
    [InlineData("""{"value":"v","key":"k"}""", "k", "v")]
    [InlineData("""  { "key" : "k" , "value" : "" }  """, "k", "")]
    [InlineData("""{"key":"k","value":"a\nb\"c\\d\u00e9\ud83d\ude00"}""", "k", "a\nb\"c\\dé😀")]
    [InlineData("""{"k\u0065y":"k","value":"v"}""", "k", "v")]
    [InlineData("""{"key":"é😀","value":"é😀"}""", "é😀", "é😀")]
    [InlineData("""{"other":{"key":1,"list":[1,{"value":2}]},"key":"k","value":"v","more":null}""", "k", "v")]
    [InlineData("""{"key":"a","key":"b","value":"1","value":"2"}""", "b", "2")]
    public void An_object_with_key_and_value_is_an_entry(string json, string key, string value)
    {
        var entry = Parse(json, out var problems);

        Assert.Empty(problems);
        Assert.Equal(key, entry!.Key);
        Assert.Equal(value, Encoding.UTF8.GetString(entry.Value.Span));
    }

    [Theory]
    [InlineData("{}", "key: The key is missing. value: The value is missing.")]
    [InlineData("""{"value":"v"}""", "key: The key is missing.")]
    [InlineData("""{"key":"","value":"v"}""", "key: The key is empty.")]
    [InlineData("""{"key":"k"}""", "value: The value is missing.")]
    [InlineData("""{"Key":"k","value":"v"}""", "key: The key is missing.")]
    [InlineData("""{"key":1,"value":"v"}""", "key: The key is not a string.")]
    [InlineData("""{"key":"k","value":null}""", "value: The value is not a string.")]
    [InlineData("""{"key":["k"],"value":{"a":"b"}}""", "key: The key is not a string. value: The value is not a string.")]
    [InlineData("""{"key":"k","value":"\ud800"}""", "value: It is not valid Unicode.")]
    [InlineData("""["key","value"]""", """body: The body is not an object: send {"key":"...","value":"..."}.""")]
    [InlineData("null", """body: The body is not an object: send {"key":"...","value":"..."}.""")]
    [InlineData("", """body: The body is missing: send {"key":"...","value":"..."}.""")]
    [InlineData("key=k&value=v", "body: The body is not JSON: line 1, byte 1.")]
    [InlineData("{\"key\":\"k\",\n\"value\":v}", "body: The body is not JSON: line 2, byte 9.")]
    [InlineData("""{"key":"k","value":"v"}x""", "body: The body is not JSON: line 1, byte 24.")]
    [InlineData("""{"key":"k","value":"v" """, "body: The body is not JSON: line 1, byte 24.")]
    public void Anything_else_is_refused_by_the_name_of_the_field(string json, string expected)
    {
        Assert.Null(Parse(json, out var problems));
        Assert.Equal(expected, string.Join(' ', problems.Select(problem => $"{problem.Field}: {problem.Text}")));
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused_by_the_name_of_the_field()
    {
        byte[] body = [.. """{"key":"k","value":"a"""u8, 0xff, .. "\"}"u8];

        Assert.Null(CacheEntryParser.Parse(body, out var problems));
        Assert.Equal("value", Assert.Single(problems).Field);
    }

    [Fact]
    public void A_value_without_escapes_is_a_slice_of_the_body()
    {
        var body = """{"key":"k","value":"long"}"""u8.ToArray();
        var entry = CacheEntryParser.Parse(body, out _)!;

        body["""{"key":"k","value":""".Length + 1] = (byte)'s';

        Assert.Equal("song", Encoding.UTF8.GetString(entry.Value.Span));
    }

    [Theory]
    [InlineData(CacheLimits.MaxKeyBytes, null)]
    [InlineData(CacheLimits.MaxKeyBytes + 1, "The key is longer than 1024 bytes of UTF-8.")]
    public void A_key_has_at_most_1024_bytes(int length, string? problem) =>
        Assert.Equal(problem, CacheLimits.KeyProblem(new string('k', length)));

    [Fact]
    public void The_length_of_a_key_is_counted_in_bytes() =>
        Assert.NotNull(CacheLimits.KeyProblem(new string('é', (CacheLimits.MaxKeyBytes / 2) + 1)));

    private static CacheEntry? Parse(string json, out IReadOnlyList<FieldProblem> problems) =>
        CacheEntryParser.Parse(Encoding.UTF8.GetBytes(json), out problems);
}
