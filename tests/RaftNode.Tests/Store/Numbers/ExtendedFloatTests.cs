using System.Text;
using RaftNode.Store.Numbers;

namespace RaftNode.Tests.Store.Numbers;

public sealed class ExtendedFloatTests
{
    // As redis-server on x64 answers INCRBYFLOAT.
    [Theory]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("3", "1.1", "4.1")]
    [InlineData("1234567890.123456789", "0", "1234567890.12345678894780576")]
    [InlineData("4.10001", "1e20", "100000000000000000008")]
    [InlineData("5.0e3", "200", "5200")]
    [InlineData("0", "1e-18", "0")]
    [InlineData("-1", "1", "0")]
    [InlineData("-0.5", "0.25", "-0.25")]
    [InlineData("18446744073709551615", "1", "18446744073709551616")]
    [InlineData("18446744073709551617", "0", "18446744073709551616")]
    public void A_sum_has_the_digits_of_a_long_double(string left, string right, string expected)
    {
        Assert.True(ExtendedFloat.TryParse(Encoding.ASCII.GetBytes(left), out var a));
        Assert.True(ExtendedFloat.TryParse(Encoding.ASCII.GetBytes(right), out var b));

        Assert.Equal(expected, (a + b).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("-")]
    [InlineData("1e")]
    [InlineData("1e+")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1,5")]
    [InlineData("0x")]
    [InlineData("0x1p")]
    [InlineData("nan")]
    [InlineData("1e4933")]
    [InlineData("-1e999999999999")]
    [InlineData("1e-4951")]
    [InlineData("0x1p-16446")]
    public void What_is_no_number_is_told(string text) => Assert.False(ExtendedFloat.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("inf")]
    [InlineData("-Infinity")]
    public void Infinity_is_a_number(string text)
    {
        Assert.True(ExtendedFloat.TryParse(Encoding.ASCII.GetBytes(text), out var number));
        Assert.True(number.IsInfinite);
    }

    [Theory]
    [InlineData("0.001", 1)]
    [InlineData("0.0010001", 2)]
    [InlineData("12.3456", 12_346)]
    [InlineData("-0.0005", 0)]
    [InlineData("-1.0005", -1000)]
    [InlineData("7", 7000)]
    [InlineData("0x1p-7", 8)]
    [InlineData("0", 0)]
    public void A_product_is_rounded_up(string text, int expected)
    {
        Assert.True(ExtendedFloat.TryParse(Encoding.ASCII.GetBytes(text), out var number));

        Assert.Equal(expected, (number * 1000).Ceiling());
    }
}
