using RaftNode.Persistence.Rdb;

namespace RaftNode.Tests.Persistence.Rdb;

public sealed class Crc64Tests
{
    [Fact]
    public void It_gives_the_published_check_values()
    {
        Assert.Equal(0xe9c6d914c4b8d9caUL, Crc64.Append(0, "123456789"u8));
        Assert.Equal(0UL, Crc64.Append(0, []));
    }

    [Fact]
    public void Parts_come_to_the_same_as_the_whole()
    {
        var random = new Random(1);
        var bytes = new byte[1000];
        random.NextBytes(bytes);
        var whole = Crc64.Append(0, bytes);

        for (var i = 0; i < bytes.Length; i++)
        {
            Assert.Equal(whole, Crc64.Append(Crc64.Append(0, bytes.AsSpan(0, i)), bytes.AsSpan(i)));
        }
    }
}
