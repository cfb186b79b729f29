using ApiService.Cluster;

namespace ApiService.Tests.Cluster;

public sealed class FillCountTests
{
    [Theory]
    [InlineData(null, FillEndpoints.DefaultCount)]
    [InlineData("1", 1)]
    [InlineData("10000000", FillEndpoints.MaxCount)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("10000001", null)]
    [InlineData("99999999999", null)]
    [InlineData("1.5", null)]
    [InlineData("many", null)]
    [InlineData("", null)]
    public void A_count_is_a_whole_number_within_its_bounds(string? text, int? count) =>
        Assert.Equal(count, FillEndpoints.ParseCount(text));
}
