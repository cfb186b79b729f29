using System.Net;

namespace RaftNode.Server.Configuration;

/// <summary>An address to listen on.</summary>
/// <param name="Address">The address.</param>
/// <param name="Text">As redis.conf has it: <c>127.0.0.1</c>, <c>*</c>, <c>-::1</c>.</param>
internal sealed record BindAddress(IPAddress Address, string Text)
{
    private const char OptionalMark = '-';

    public static BindAddress Loopback { get; } = new(IPAddress.Loopback, "127.0.0.1");

    /// <summary>Whether the server starts all the same where the machine has no such address.</summary>
    public bool IsOptional => Text[0] == OptionalMark;

    /// <summary>The address of a word, or null.</summary>
    public static BindAddress? Parse(string word) => word.TrimStart(OptionalMark) switch
    {
        "*" => new BindAddress(IPAddress.Any, word),
        "::*" => new BindAddress(IPAddress.IPv6Any, word),
        var text => IPAddress.TryParse(text, out var address) ? new BindAddress(address, word) : null,
    };

    public override string ToString() => Text;
}
