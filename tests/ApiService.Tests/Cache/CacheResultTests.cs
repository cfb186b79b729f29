using System.Text;
using System.Text.Json;
using ApiService.Cache;
using Microsoft.AspNetCore.Http;
using RedisLib;

namespace ApiService.Tests.Cache;

public sealed class CacheResultTests
{
    private static readonly RedisEndpoint Master = new("127.0.0.1", 6379);

    [Fact]
    public async Task An_answer_is_one_object_with_its_endpoints_as_text() => Assert.Equal(
        """{"mode":"sentinel","key":"k\"é","value":"v\né","servedBy":"[::1]:6380","master":"127.0.0.1:6379","replica":null}""",
        await WriteAsync(new CacheAnswer("sentinel", "k\"é", "v\né"u8.ToArray(), new RedisEndpoint("::1", 6380), Master, null)));

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200_000)]
    public async Task A_value_of_any_length_comes_through_whole(int repetitions)
    {
        // The letter before them shifts the two-byte letters over the borders of the pieces that a long text is written in.
        var text = "a" + string.Concat(Enumerable.Repeat("é\"\n", repetitions));

        Assert.Equal(text, await ValueAsync(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task Bytes_that_are_not_UTF_8_are_shown_as_replacement_characters() =>
        Assert.Equal("a\uFFFDb", await ValueAsync([(byte)'a', 0xff, (byte)'b']));

    private static async Task<string?> ValueAsync(byte[] value)
    {
        using var json = JsonDocument.Parse(await WriteAsync(new CacheAnswer("sentinel", "k", value, Master, Master, null)));
        return json.RootElement.GetProperty("value").GetString();
    }

    private static async Task<string> WriteAsync(CacheAnswer answer)
    {
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { Response = { Body = body } };
        await new CacheResult(answer).ExecuteAsync(context);
        await context.Response.BodyWriter.FlushAsync();
        return Encoding.UTF8.GetString(body.ToArray());
    }
}
