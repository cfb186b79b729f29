using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RedisLib;

/// <summary>Where a Redis server listens.</summary>
/// <param name="Host">A host name or an IP address, without brackets.</param>
/// <param name="Port">1 to 65,535.</param>
public readonly record struct RedisEndpoint(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c>; an IPv6 address stands in brackets, <c>[::1]:6379</c>.</summary>
    /// <exception cref="FormatException">The text is not of that form, the host is empty, or the port is not 1 to 65,535.</exception>
    public static RedisEndpoint Parse(string text) => TryParse(text, out var endpoint)
        ? endpoint
        : throw new FormatException($"'{text}' is not an endpoint: write host:port with a port from 1 to 65535, such as localhost:6379.");

    /// <summary>Reads what <see cref="Parse"/> reads, and answers false where that one throws.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RedisEndpoint endpoint)
    {
        endpoint = default;
        var colon = text?.LastIndexOf(':') ?? -1;
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            return false;
        }

        var host = text![..colon];
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        host = isBracketed ? host[1..^1] : host;

        // Brackets stand around addresses of IPv6 and around nothing else: without them the port cannot be told from the address.
        if (isBracketed != host.Contains(':', StringComparison.Ordinal) || !IsHost(host) || port is < 1 or > 65535)
        {
            return false;
        }

        endpoint = new RedisEndpoint(host, port);
        return true;
    }

    /// <summary>The longest host name there is (RFC 1035, section 2.3.4).</summary>
    private const int MaxHostLength = 255;

    private static bool IsHost(string text) => text.Length is > 0 and <= MaxHostLength && !text.Any(character => char.IsWhiteSpace(character) || character is '[' or ']');

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        Host?.Contains(':', StringComparison.Ordinal) == true ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
