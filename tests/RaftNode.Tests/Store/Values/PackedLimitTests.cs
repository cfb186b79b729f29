using RaftNode.Tests.Commands;

namespace RaftNode.Tests.Store.Values;

/// <summary>Where settings let small values grow without end, a file would not take them: they become large ones before.</summary>
public sealed class PackedLimitTests : IDisposable
{
    private readonly CommandRunner _runner = new();

    public PackedLimitTests()
    {
        _runner.Settings.HashMaxListpackValue = int.MaxValue;
        _runner.Settings.SetMaxIntsetEntries = int.MaxValue;
        _runner.Settings.MaxPackedBytes = 1_000;
    }

    public void Dispose() => _runner.Run("FLUSHALL");

    [Theory]
    [InlineData("HSET h b {0}")]
    [InlineData("HSET h a {0}{0}")]
    [InlineData("HSET h {0} b")]
    [InlineData("HSETNX h b {0}")]
    public void A_hash_becomes_a_table(string request)
    {
        var text = new string('x', 500);
        _runner.Run($"HSET h a {text}");
        Assert.Equal("listpack", _runner.Run("OBJECT ENCODING h").AsString());

        _runner.Run(request.Replace("{0}", text, StringComparison.Ordinal));

        Assert.Equal("hashtable", _runner.Run("OBJECT ENCODING h").AsString());
        Assert.InRange(_runner.Run("HSTRLEN h a").AsInt64(), 500, 1_000);
    }

    [Fact]
    public void A_set_of_numbers_becomes_a_table_before_its_numbers_could_have_64_bits()
    {
        _runner.Run("SADD s " + string.Join(' ', Enumerable.Range(0, 125)));
        Assert.Equal("intset", _runner.Run("OBJECT ENCODING s").AsString());

        _runner.Run("SADD s 125");

        Assert.Equal("hashtable", _runner.Run("OBJECT ENCODING s").AsString());
        Assert.Equal(126, _runner.Run("SCARD s").AsInt64());
    }

    [Theory]
    [InlineData("HSET {0} a {1} b {2}", "hashtable")]
    [InlineData("ZADD {0} 1 {1} 2 {2}", "skiplist")]
    public void What_is_restored_becomes_one_too(string request, string encoding)
    {
        _runner.Settings.MaxPackedBytes = 10_000;
        _runner.Settings.ZsetMaxListpackValue = int.MaxValue;
        _runner.Run(request.Replace("{0}", "k", StringComparison.Ordinal).Replace("{1}", new string('x', 600), StringComparison.Ordinal).Replace("{2}", new string('y', 600), StringComparison.Ordinal));
        Assert.Equal("listpack", _runner.Run("OBJECT ENCODING k").AsString());
        var payload = _runner.Run("DUMP k").AsBytes();
        _runner.Settings.MaxPackedBytes = 1_000;

        _runner.Run(["RESTORE"u8.ToArray(), "k2"u8.ToArray(), "0"u8.ToArray(), payload]);

        Assert.Equal(encoding, _runner.Run("OBJECT ENCODING k2").AsString());
    }

    [Fact]
    public void The_smallest_number_for_the_size_of_a_node_is_as_good_as_any_below_the_last_that_means_something()
    {
        _runner.Settings.ListMaxListpackSize = int.MinValue;

        Assert.Equal(3, _runner.Run("RPUSH l a b c").AsInt64());
    }
}
