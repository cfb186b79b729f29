using RaftNode.Persistence.Rdb;

namespace RaftNode.Tests.Persistence.Rdb;

public sealed class LzfTests
{
    private readonly Lzf _lzf = new();

    [Theory]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("abcabcabcabcabcabcabcabcabcabcabcabcabcab")]
    [InlineData("the quick brown fox, the quick brown dog, the quick brown cat")]
    public void What_repeats_gets_shorter_and_comes_back(string text)
    {
        var input = System.Text.Encoding.ASCII.GetBytes(text);
        var output = new byte[input.Length];
        var length = _lzf.Compress(input, output);

        Assert.InRange(length, 1, input.Length - 4);
        Assert.Equal(input, Decompress(output.AsSpan(0, length), input.Length));
    }

    [Fact]
    public void What_does_not_fit_is_not_compressed()
    {
        var input = new byte[1000];
        new Random(2).NextBytes(input);

        Assert.Equal(0, _lzf.Compress(input, new byte[996]));
    }

    [Fact]
    public void Random_strings_of_every_kind_come_back()
    {
        var random = new Random(3);
        for (var round = 0; round < 20_000; round++)
        {
            var input = Repetitive(random, random.Next(1, round % 100 == 0 ? 100_000 : 600));
            var output = new byte[input.Length + (input.Length / 32) + 1];
            var length = _lzf.Compress(input, output);

            Assert.NotEqual(0, length);
            Assert.Equal(input, Decompress(output.AsSpan(0, length), input.Length));
        }
    }

    [Fact]
    public void Damaged_input_is_an_answer_and_never_more()
    {
        var random = new Random(4);
        for (var round = 0; round < 50_000; round++)
        {
            var input = Repetitive(random, random.Next(1, 200));
            var output = new byte[input.Length + 10];
            var compressed = output.AsSpan(0, _lzf.Compress(input, output)).ToArray();
            compressed[random.Next(compressed.Length)] = (byte)random.Next(256);
            var cut = compressed.AsSpan(0, random.Next(compressed.Length + 1));

            var target = new byte[input.Length + random.Next(-1, 2)];
            _ = Lzf.TryDecompress(cut, target);
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x20, 0x00 }, 3)]
    [InlineData(new byte[] { 0x00, 0x61, 0x20, 0x01 }, 4)]
    [InlineData(new byte[] { 0x05, 0x61 }, 6)]
    [InlineData(new byte[] { 0x00, 0x61, 0xe0 }, 10)]
    [InlineData(new byte[] { 0x00, 0x61, 0xe0, 0x00 }, 10)]
    [InlineData(new byte[] { 0x00, 0x61 }, 2)]
    public void What_points_outside_or_comes_to_another_length_is_refused(byte[] compressed, int length) =>
        Assert.False(Lzf.TryDecompress(compressed, new byte[length]));

    private static byte[] Decompress(ReadOnlySpan<byte> compressed, int length)
    {
        var text = new byte[length];
        Assert.True(Lzf.TryDecompress(compressed, text));
        return text;
    }

    /// <summary>Bytes of few kinds, and pieces of what came before.</summary>
    private static byte[] Repetitive(Random random, int length)
    {
        var bytes = new byte[length];
        var kinds = random.Next(1, 30);
        for (var at = 0; at < length;)
        {
            if (at > 4 && random.Next(3) == 0)
            {
                var from = Math.Max(0, at - random.Next(1, 9000));
                for (var count = random.Next(1, 400); count > 0 && at < length; count--)
                {
                    bytes[at++] = bytes[from++];
                }
            }
            else
            {
                bytes[at++] = (byte)random.Next(kinds);
            }
        }

        return bytes;
    }
}
