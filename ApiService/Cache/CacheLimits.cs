using System.Text;

namespace ApiService.Cache;

/// <summary>What a key and a value may be.</summary>
internal static class CacheLimits
{
    /// <summary>What a key may be, for the documentation.</summary>
    public const string Key = "1 to 1,024 bytes of UTF-8.";

    /// <summary>Fits into Kestrel's request line of 8 KB even when every byte is percent-encoded, so that what was written can be read.</summary>
    public const int MaxKeyBytes = 1024;

    /// <summary>Redis's own limit of a string (<c>proto-max-bulk-len</c>).</summary>
    public const int MaxValueBytes = 512 * 1024 * 1024;

    /// <summary>
    /// The longest value with every byte escaped in two (<c>\n</c>, <c>\"</c>), and room for the key and the names. It bounds
    /// the memory that one request takes; only a value made of six-byte escapes meets it before <see cref="MaxValueBytes"/>.
    /// </summary>
    public const int MaxBodyBytes = (2 * MaxValueBytes) + (64 * 1024);

    public const string ValueTooLong = "The value is longer than 512 MB, which is the most that Redis stores under a key.";

    /// <summary>What is wrong with the key, or null.</summary>
    public static string? KeyProblem(string? key) => key switch
    {
        null => "The key is missing.",
        "" => "The key is empty.",
        _ when key.Length > MaxKeyBytes || Encoding.UTF8.GetByteCount(key) > MaxKeyBytes =>
            $"The key is longer than {MaxKeyBytes} bytes of UTF-8.",
        _ => null,
    };
}
