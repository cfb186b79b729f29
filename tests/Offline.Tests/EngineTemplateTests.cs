using Aspire.Hosting.Orchestration;

namespace Offline.Tests;

public sealed class EngineTemplateTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a {{ b", "a {{\"{{\"}} b")]
    [InlineData("{{.Name}}", "{{\"{{\"}}.Name}}")]
    public void Braces_of_a_user_are_escaped(string text, string expected) => Assert.Equal(expected, EngineTemplate.Escape(text));

    [Fact]
    public void Our_own_templates_stay_as_they_are_between_escaped_braces()
    {
        var own = EngineTemplate.PortForServing("api-http");

        Assert.Equal("{{\"{{\"}}x " + own + " {{\"{{\"}}y", EngineTemplate.Escape("{{x " + own + " {{y"));
    }
}
