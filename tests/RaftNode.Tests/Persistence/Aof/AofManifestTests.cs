using RaftNode.Persistence.Aof;

namespace RaftNode.Tests.Persistence.Aof;

/// <summary>The list of files that make the log.</summary>
public sealed class AofManifestTests
{
    private const string Name = "appendonly.aof";

    [Fact]
    public void What_is_written_is_read_again()
    {
        const string Text = """
            file appendonly.aof.2.base.rdb seq 2 type b
            file appendonly.aof.1.incr.aof seq 1 type h
            file appendonly.aof.2.incr.aof seq 2 type i
            file appendonly.aof.3.incr.aof seq 3 type i

            """;

        var manifest = AofManifest.Parse(Text);

        Assert.Equal(Text, manifest.ToString());
        Assert.Equal(["appendonly.aof.2.base.rdb", "appendonly.aof.2.incr.aof", "appendonly.aof.3.incr.aof"], manifest.Files.Select(file => file.Name));
    }

    [Theory]
    [InlineData("with blanks.aof")]
    [InlineData("with \"quotes\" and \\.aof")]
    [InlineData("ünïcödé.aof")]
    [InlineData("it's.aof")]
    public void Names_of_all_kinds_are_read_again(string name)
    {
        var manifest = Empty(name).WithIncrement(name);

        var read = AofManifest.Parse(manifest.ToString());

        Assert.Equal($"{name}.1.base.rdb", read.Base!.Name);
        Assert.Equal($"{name}.1.incr.aof", read.Increments.Single().Name);
    }

    [Fact]
    public void Comments_upper_case_quotes_and_keys_of_later_versions_are_read()
    {
        var manifest = AofManifest.Parse("# a comment\nFILE \"a.1.incr.aof\" Seq 1 type i startoffset 12\r\n");

        Assert.Equal(new AofFile("a.1.incr.aof", 1, AofFileKind.Increment), manifest.Increments.Single());
    }

    [Theory]
    [InlineData("", "Found an empty AOF manifest")]
    [InlineData("\n", "Invalid AOF manifest file format: line 1")]
    [InlineData("file a seq 1\n", "Invalid AOF manifest file format: line 1")]
    [InlineData("file a seq 1 type i more\n", "Invalid AOF manifest file format: line 1")]
    [InlineData("file a seq x type i\n", "Invalid AOF manifest file format: line 1")]
    [InlineData("file a seq 0 type i\n", "Invalid AOF manifest file format: line 1")]
    [InlineData("file a file b seq 1 seq 2\n", "Invalid AOF manifest file format: line 1")]
    [InlineData("file \"a seq 1 type i\n", "Invalid AOF manifest file format: line 1")]
    [InlineData("file ../a seq 1 type i\n", "File can't be a path, just a filename: line 1")]
    [InlineData("file /a seq 1 type i\n", "File can't be a path, just a filename: line 1")]
    [InlineData("file a seq 1 type x\n", "Unknown AOF file type: line 1")]
    [InlineData("file a seq 1 type b\nfile b seq 2 type b\n", "Found duplicate base file information: line 2")]
    [InlineData("file a seq 2 type i\nfile b seq 2 type i\n", "Found a non-monotonic sequence number: line 2")]
    [InlineData("file a seq 1 type i\nfile b seq 2 typ", "The AOF manifest file contains too long line, or one that does not end: line 2")]
    public void A_defect_is_told_with_its_line(string text, string expected)
    {
        var problem = Assert.Throws<AofException>(() => AofManifest.Parse(text));

        Assert.StartsWith(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_of_more_than_a_kilobyte_is_refused() =>
        Assert.Throws<AofException>(() => AofManifest.Parse($"file {new string('a', 2000)} seq 1 type i\n"));

    [Fact]
    public void A_rewrite_leaves_its_base_and_the_increments_since()
    {
        var before = Empty(Name).WithIncrement(Name).WithIncrement(Name);

        var after = before.WithBase(before.NextBase(Name, isRdb: false), increments: 1);

        Assert.Equal(["appendonly.aof.2.base.aof", "appendonly.aof.2.incr.aof"], after.Files.Select(file => file.Name));
        Assert.Equal(["appendonly.aof.1.base.rdb", "appendonly.aof.1.incr.aof"], after.History.Select(file => file.Name));
        Assert.All(after.History, file => Assert.Equal(AofFileKind.History, file.Kind));
        Assert.Empty(after.Without(after.History).History);
        Assert.Equal(["appendonly.aof.1.incr.aof"], after.Without([after.History[0]]).History.Select(file => file.Name));
    }

    [Fact]
    public void A_number_that_a_file_of_the_history_has_is_not_given_again()
    {
        var before = Empty(Name).WithIncrement(Name);

        Assert.Equal("appendonly.aof.2.incr.aof", before.WithBase(before.NextBase(Name, isRdb: true), increments: 0).NextIncrement(Name).Name);
    }

    /// <summary>A log of a base.</summary>
    private static AofManifest Empty(string name) => AofManifest.Empty.WithBase(AofManifest.Empty.NextBase(name, isRdb: true), increments: 0);
}
