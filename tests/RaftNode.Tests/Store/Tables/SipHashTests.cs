using RaftNode.Store.Tables;

namespace RaftNode.Tests.Store.Tables;

public sealed class SipHashTests
{
    private const ulong Key0 = 0x0706050403020100;
    private const ulong Key1 = 0x0f0e0d0c0b0a0908;

    // Of the messages (nothing), 00, 00 01, ... by the paper's pseudocode in another language, which gives the paper's value for SipHash-2-4.
    [Theory]
    [InlineData(0, 0xabac0158050fc4dc)]
    [InlineData(1, 0xc9f49bf37d57ca93)]
    [InlineData(2, 0x82cb9b024dc7d44d)]
    [InlineData(7, 0xd3927d989bb11140)]
    [InlineData(8, 0x369095118d299a8e)]
    [InlineData(15, 0xd320d86d2a519956)]
    [InlineData(63, 0x9d199062b7bbb3a8)]
    public void It_answers_what_the_paper_says(int length, ulong expected)
    {
        var message = Enumerable.Range(0, length).Select(number => (byte)number).ToArray();

        Assert.Equal(expected, SipHash.Of(message, Key0, Key1));
    }
}
