using RaftNode.Store.Packed;

namespace RaftNode.Tests.Store.Packed;

public sealed class IntsetTests
{
    [Theory]
    [InlineData(100)]
    [InlineData(40_000)]
    [InlineData(long.MaxValue)]
    public void It_does_what_a_sorted_set_does(long widest)
    {
        var random = new Random(4);
        var model = new SortedSet<long>();
        var intset = Intset.Create();
        for (var i = 0; i < 3_000; i++)
        {
            // Narrow at first, so that it has to widen on the way.
            var border = i < 200 ? 100 : widest;
            var number = random.NextInt64(-border, border);
            Assert.Equal(model.Contains(number), intset.Contains(number));
            if (random.Next(3) == 0)
            {
                var shrunk = intset.Remove(number);
                Assert.Equal(model.Remove(number), shrunk is not null);
                intset = shrunk ?? intset;
            }
            else
            {
                var grown = intset.Add(number);
                Assert.Equal(model.Add(number), grown is not null);
                intset = grown ?? intset;
            }

            Assert.Equal(model.Count, intset.Count);
        }

        Assert.Equal(model, Enumerable.Range(0, intset.Count).Select(position => intset[position]));
        Assert.True(Intset.IsValid(intset.Bytes));
        Intset.Free(intset.Block);
    }

    [Theory]
    [InlineData("02000000 00000000")]
    [InlineData("03000000 01000000 010203")]
    [InlineData("02000000 02000000 0100 0100")]
    [InlineData("02000000 02000000 0200 0100")]
    [InlineData("02000000 02000000 0100")]
    [InlineData("02000000 ffffff7f 0100")]
    [InlineData("0200")]
    public void Bytes_that_are_no_intset_are_told(string bytes) =>
        Assert.False(Intset.IsValid(Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal))));
}
