using RedisLib.Slots;

namespace RedisLib.Tests.Slots;

public sealed class HashSlotTests
{
    [Fact]
    public void The_checksum_is_that_of_the_specification() => Assert.Equal(0x31C3, HashSlot.Crc16("123456789"u8));

    [Theory]
    [InlineData("", 0)]
    [InlineData("foo", 12182)]
    [InlineData("bar", 5061)]
    public void A_key_has_the_slot_that_redis_gives_it(string key, int slot) => Assert.Equal(slot, HashSlot.Of(key));

    [Theory]
    [InlineData("{user1000}.following", "user1000")]
    [InlineData("foo{bar}{zap}", "bar")]
    [InlineData("foo{{bar}}zap", "{bar")]
    public void Only_the_first_hash_tag_is_hashed(string key, string tag) => Assert.Equal(HashSlot.Of(tag), HashSlot.Of(key));

    [Theory]
    [InlineData("foo{}{bar}")]
    [InlineData("foo{bar")]
    [InlineData("}foo{")]
    public void A_key_without_a_hash_tag_is_hashed_as_a_whole(string key) =>
        Assert.Equal(HashSlot.Crc16(System.Text.Encoding.UTF8.GetBytes(key)) % HashSlot.Count, HashSlot.Of(key));

    [Fact]
    public void A_long_key_is_hashed_like_its_bytes()
    {
        var key = new string('я', 1000);
        Assert.Equal(HashSlot.Of(System.Text.Encoding.UTF8.GetBytes(key)), HashSlot.Of(key));
    }
}
