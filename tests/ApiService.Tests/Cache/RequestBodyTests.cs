using ApiService.Cache;
using ApiService.Problems;
using Microsoft.AspNetCore.Http;

namespace ApiService.Tests.Cache;

public sealed class RequestBodyTests
{
    private const long Plenty = long.MaxValue / 2;

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

        using var body = new RequestBody(new BodyMemory(Plenty));
        Assert.Null(await body.ReadAsync(context.Request, maxBytes: 100_000, default));
        Assert.Equal(0, context.Request.Body.Position);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_that_would_take_the_memory_of_others_is_turned_away_and_one_that_is_done_makes_room(bool saysItsLength)
    {
        var memory = new BodyMemory(limit: 250_000);
        var first = new RequestBody(memory);
        await ReadAsync(first, new byte[80_000], maxBytes: 100_000, saysItsLength: true);
        using (var second = new RequestBody(memory))
        {
            var busy = await Assert.ThrowsAsync<BusyException>(() => ReadAsync(second, new byte[180_000], maxBytes: 200_000, saysItsLength));
            Assert.Contains("send fewer", busy.Message, StringComparison.Ordinal);
        }

        first.Dispose();
        using var third = new RequestBody(memory);

        Assert.Equal(80_000, (await ReadAsync(third, new byte[80_000], maxBytes: 100_000, saysItsLength))!.Value.Length);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(byte[] bytes, int maxBytes, bool saysItsLength)
    {
        using var body = new RequestBody(new BodyMemory(Plenty));
        return await ReadAsync(body, bytes, maxBytes, saysItsLength);
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(RequestBody body, byte[] bytes, int maxBytes, bool saysItsLength)
    {
        var context = new DefaultHttpContext { Request = { Body = new MemoryStream(bytes), ContentLength = saysItsLength ? bytes.Length : null } };
        return await body.ReadAsync(context.Request, maxBytes, default);
    }
}
