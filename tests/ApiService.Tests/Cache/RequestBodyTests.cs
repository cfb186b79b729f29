using ApiService.Cache;
using Microsoft.AspNetCore.Http;

namespace ApiService.Tests.Cache;

public sealed class RequestBodyTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(4095, false)]
    [InlineData(4096, false)]
    [InlineData(4097, false)]
    [InlineData(3_000_000, true)]
    [InlineData(3_000_000, false)]
    public async Task A_body_of_any_length_is_read_whole(int length, bool saysItsLength)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);

        var body = await ReadAsync(bytes, maxBytes: 3_000_000, saysItsLength);

        Assert.True(body!.Value.Span.SequenceEqual(bytes));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_is_refused(bool saysItsLength) =>
        Assert.Null(await ReadAsync(new byte[100_001], maxBytes: 100_000, saysItsLength));

    [Fact]
    public async Task A_body_that_claims_to_be_over_the_limit_is_refused_unread()
    {
        var context = new DefaultHttpContext { Request = { ContentLength = 100_001, Body = new MemoryStream([1]) } };

        Assert.Null(await RequestBody.ReadAsync(context.Request, maxBytes: 100_000, default));
        Assert.Equal(0, context.Request.Body.Position);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(byte[] bytes, int maxBytes, bool saysItsLength)
    {
        var context = new DefaultHttpContext { Request = { Body = new MemoryStream(bytes), ContentLength = saysItsLength ? bytes.Length : null } };
        return await RequestBody.ReadAsync(context.Request, maxBytes, default);
    }
}
