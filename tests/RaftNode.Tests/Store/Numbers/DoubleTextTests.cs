using System.Text;
using RaftNode.Store.Numbers;

namespace RaftNode.Tests.Store.Numbers;

public sealed class DoubleTextTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(3, "3")]
    [InlineData(-1234.5, "-1234.5")]
    [InlineData(0.1, "0.10000000000000001")]
    [InlineData(100, "100")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1.0000000000000001e-05")]
    [InlineData(1e16, "10000000000000000")]
    [InlineData(1e17, "1e+17")]
    [InlineData(-1.5e300, "-1.5000000000000001e+300")]
    [InlineData(123456789012345680, "1.2345678901234568e+17")]
    [InlineData(12345678901234567, "12345678901234568")]
    [InlineData(1234567890123.25, "1234567890123.25")]
    [InlineData(double.Epsilon, "4.9406564584124654e-324")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void It_writes_seventeen_digits_as_the_c_library_does(double number, string text)
    {
        Assert.Equal(text, Format(number));
        Assert.Equal(BitConverter.DoubleToInt64Bits(number), BitConverter.DoubleToInt64Bits(DoubleText.Parse(Bytes(text))));
    }

    [Theory]
    [InlineData(-0.0, "0")]
    [InlineData(1e17, "100000000000000000")]
    [InlineData(-4611686018427387904.0, "-4611686018427387904")]
    [InlineData(4611686018427387904.0 * 2, "9.2233720368547758e+18")]
    [InlineData(0.5, "0.5")]
    public void A_listpack_has_whole_numbers_of_62_bits_plainly(double number, string text)
    {
        var target = new byte[DoubleText.MaxBytes];

        Assert.Equal(text, Encoding.ASCII.GetString(target.AsSpan(0, DoubleText.FormatPacked(number, target))));
    }

    [Fact]
    public void What_it_writes_reads_back_to_the_same_number()
    {
        var random = new Random(3);
        for (var i = 0; i < 100_000; i++)
        {
            var number = i % 2 == 0 ? BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)) : random.Next() / 1000.0;
            if (!double.IsNaN(number))
            {
                Assert.Equal(number, DoubleText.Parse(Bytes(Format(number))));
            }
        }
    }

    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("+5", 5)]
    [InlineData("-.5e1", -5)]
    [InlineData("5.", 5)]
    [InlineData("007", 7)]
    [InlineData("-INF", double.NegativeInfinity)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("9223372036854775808", 9223372036854775808.0)]
    [InlineData("9007199254740993", 9007199254740992.0)]
    [InlineData("0e99999999999999999999", 0)]
    [InlineData("0x10", 16)]
    [InlineData("-0X1.8p1", -3)]
    [InlineData("0x.8", 0.5)]
    [InlineData("0x1.p-3", 0.125)]
    [InlineData("0x1.00000000000008p0", 1)]
    [InlineData("0x1.00000000000008000000000000001p0", 1.0000000000000002)]
    [InlineData("0xffffffffffffffffffff", 1208925819614629174706176.0)]
    public void It_reads_what_the_c_library_reads(string text, double number)
    {
        Assert.True(DoubleText.TryParse(Bytes(text), out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("nan")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("--5")]
    [InlineData("1e")]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("1e99999999999999999999")]
    [InlineData("0x")]
    [InlineData("0x1p")]
    [InlineData("0x1p99999")]
    [InlineData("0x1.8.8")]
    [InlineData("\u221e")]
    public void It_refuses_what_is_no_number_or_out_of_range(string text) => Assert.False(DoubleText.TryParse(Bytes(text), out _));

    [Theory]
    [InlineData("", 0)]
    [InlineData(" \t1", 1)]
    [InlineData("1e400", double.PositiveInfinity)]
    [InlineData("-1e400", double.NegativeInfinity)]
    [InlineData("1e-400", 0)]
    public void The_border_of_a_range_may_be_out_of_range(string text, double number)
    {
        Assert.True(DoubleText.TryParseBorder(Bytes(text), out var read));
        Assert.Equal(number, read);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("1 ")]
    [InlineData("nan")]
    [InlineData("a")]
    public void The_border_of_a_range_is_a_number(string text) => Assert.False(DoubleText.TryParseBorder(Bytes(text), out _));

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Format(double number)
    {
        var target = new byte[DoubleText.MaxBytes];
        return Encoding.ASCII.GetString(target.AsSpan(0, DoubleText.Format(number, target)));
    }
}
