using RaftNode.Commands;

namespace RaftNode.Tests.Commands;

public sealed class ArgumentSyntaxTests
{
    [Fact]
    public void A_name_is_a_string_unless_it_says_what_it_is()
    {
        Assert.Equal(
            [("key", ArgumentType.Key), ("value", ArgumentType.String), ("count", ArgumentType.Integer), ("at", ArgumentType.UnixTime)],
            ArgumentSyntax.Parse("key value count:integer at:time").Select(argument => (argument.Name, argument.Type)));
    }

    [Fact]
    public void A_word_belongs_to_what_follows_it_and_stands_alone_otherwise()
    {
        var arguments = ArgumentSyntax.Parse("[GET] [COUNT count:integer]");

        Assert.Equal(["GET", "COUNT"], arguments.Select(argument => argument.Token));
        Assert.Equal([ArgumentType.PureToken, ArgumentType.Integer], arguments.Select(argument => argument.Type));
        Assert.All(arguments, argument => Assert.True(argument.IsOptional));
    }

    [Fact]
    public void Choices_and_rows_have_parts()
    {
        var choice = Assert.Single(ArgumentSyntax.Parse("(NX | EX seconds:integer | LIMIT (offset count))"));

        Assert.Equal(ArgumentType.OneOf, choice.Type);
        Assert.Equal([ArgumentType.PureToken, ArgumentType.Integer, ArgumentType.Block], choice.Parts.Select(part => part.Type));
        Assert.Equal("LIMIT", choice.Parts[2].Token);
        Assert.Equal(["offset", "count"], choice.Parts[2].Parts.Select(part => part.Name));
    }

    [Fact]
    public void What_repeats_takes_its_word_along_when_both_repeat()
    {
        var arguments = ArgumentSyntax.Parse("[GET pattern:pattern]... [KEYS key...] (field value)...");

        Assert.All(arguments, argument => Assert.True(argument.IsMultiple));
        Assert.Equal([true, false, false], arguments.Select(argument => argument.RepeatsToken));
    }

    [Theory]
    [InlineData("key)")]
    [InlineData("(key]")]
    [InlineData("count:numeral")]
    public void What_is_no_notation_is_refused(string text) => Assert.Throws<FormatException>(() => ArgumentSyntax.Parse(text));
}
