using System.Text;
using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>The errors that several commands answer, letter by letter those of Redis, since clients look for their words.</summary>
internal static class Errors
{
    /// <summary>The word before the text of most errors.</summary>
    private const string Code = "ERR ";

    public static ReadOnlySpan<byte> WrongType => "WRONGTYPE Operation against a key holding the wrong kind of value"u8;

    public static ReadOnlySpan<byte> Syntax => "ERR syntax error"u8;

    public static ReadOnlySpan<byte> NotAnInteger => "ERR value is not an integer or out of range"u8;

    public static ReadOnlySpan<byte> NotAnInt32 => "ERR value is out of range, value must between -2147483648 and 2147483647"u8;

    public static ReadOnlySpan<byte> NotACount => "ERR value is out of range, value must between -9223372036854775807 and 9223372036854775807"u8;

    public static ReadOnlySpan<byte> NotAFloat => "ERR value is not a valid float"u8;

    public static ReadOnlySpan<byte> OutOfRange => "ERR value is out of range"u8;

    public static ReadOnlySpan<byte> MustBePositive => "ERR value is out of range, must be positive"u8;

    public static ReadOnlySpan<byte> NotFinite => "ERR increment would produce NaN or Infinity"u8;

    public static ReadOnlySpan<byte> NoSuchKey => "ERR no such key"u8;

    public static ReadOnlySpan<byte> Overflow => "ERR increment or decrement would overflow"u8;

    public static ReadOnlySpan<byte> DecrementOverflow => "ERR decrement would overflow"u8;

    public static ReadOnlySpan<byte> StringTooLong => "ERR string exceeds maximum allowed size (proto-max-bulk-len)"u8;

    public static ReadOnlySpan<byte> OffsetOutOfRange => "ERR offset is out of range"u8;

    public static ReadOnlySpan<byte> SameObject => "ERR source and destination objects are the same"u8;

    public static ReadOnlySpan<byte> DatabaseOutOfRange => "ERR DB index is out of range"u8;

    public const string NotAuthenticated = "NOAUTH Authentication required.";

    public const string OutOfMemory = "OOM command not allowed when used memory > 'maxmemory'.";

    public const string NotForMonitors = "ERR Replica can't interact with the keyspace";

    public static string InvalidExpireTime(string command) => $"ERR invalid expire time in '{command}' command";

    public const string NotInTransaction = "ERR Command not allowed inside a transaction";

    /// <summary>The text of an error, after the code that says nothing.</summary>
    public static string WithoutCode(string error) => error.StartsWith(Code, StringComparison.Ordinal) ? error[Code.Length..] : error;

    public static string WrongArity(string command) => $"ERR wrong number of arguments for '{command}' command";

    public static string OnlySubscriptions(string command) =>
        $"ERR Can't execute '{command}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";

    public static string SubcommandSyntax(ReadOnlySpan<byte> given, Command command) =>
        $"ERR unknown subcommand or wrong number of arguments for '{Repeated(given, MaxRepeatedBytes)}'. Try {command.Name.Split('|')[0].ToUpperInvariant()} HELP.";

    /// <summary>As much of an unknown command's name and arguments as Redis repeats.</summary>
    private const int MaxRepeatedBytes = 128;

    public static string UnknownCommand(in RespRequest request, CommandTable table)
    {
        if (table.Find(request[0]) is { } container)
        {
            return $"ERR unknown subcommand '{Repeated(request[1], MaxRepeatedBytes)}'. Try {container.Name.ToUpperInvariant()} HELP.";
        }

        var arguments = new StringBuilder();
        for (var i = 1; i < request.Count && arguments.Length < MaxRepeatedBytes; i++)
        {
            var text = Repeated(request[i], MaxRepeatedBytes - arguments.Length);
            arguments.Append('\'').Append(text).Append("' ");
        }

        return $"ERR unknown command '{Repeated(request[0], MaxRepeatedBytes)}', with args beginning with: {arguments}";
    }

    /// <summary>What an error repeats of a request, up to a byte that is 0: a character is a byte in the text of an error.</summary>
    public static string Repeated(ReadOnlySpan<byte> bytes, int most = int.MaxValue)
    {
        var end = bytes.IndexOf((byte)0);
        var text = end < 0 ? bytes : bytes[..end];
        return Encoding.Latin1.GetString(text[..Math.Min(text.Length, most)]);
    }

    /// <summary>The bytes of an error that repeats something of a request as the client has sent it.</summary>
    public static byte[] BytesOf(string error) => Encoding.Latin1.GetBytes(error);
}
