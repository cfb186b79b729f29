using System.Buffers.Text;
using System.Text;
using RedisLib.Resp;

namespace RedisLib;

/// <summary>
/// A command with its arguments, immutable and already in the form in which it goes over the wire, so that it can be sent
/// many times and to several nodes without being encoded again.
/// </summary>
public sealed class RedisCommand
{
    /// <summary>The longest name sent; a Redis command's is far shorter, and telemetry shows it.</summary>
    private const int MaxNameLength = 128;

    private readonly byte[] _wire;
    private readonly int _firstArgument;

    private RedisCommand(string name, int argumentCount, byte[] wire, int firstArgument)
    {
        Name = name;
        ArgumentCount = argumentCount;
        _wire = wire;
        _firstArgument = firstArgument;
    }

    /// <summary>The command's name in upper case, such as <c>GET</c>; of <c>CLUSTER INFO</c> it is <c>CLUSTER</c>.</summary>
    public string Name { get; }

    /// <summary>How many arguments follow the name.</summary>
    public int ArgumentCount { get; }

    /// <summary>The array of bulk strings that is sent.</summary>
    internal byte[] Wire => _wire;

    /// <summary>Encodes a command.</summary>
    /// <param name="name">One word, such as <c>GET</c>; a subcommand is an argument.</param>
    /// <param name="arguments">What follows it.</param>
    /// <exception cref="ArgumentException">The name is empty, over-long, or not one word of printable ASCII.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The command is larger than an array can be (2 GB).</exception>
    public static RedisCommand Create(string name, params ReadOnlySpan<RedisArgument> arguments)
    {
        var upperName = CheckedName(name);
        var wire = new byte[EncodedSize(upperName.Length, arguments)];
        var at = RespHeader.Write(wire, (byte)'*', arguments.Length + 1);
        at += RespHeader.Write(wire.AsSpan(at), (byte)'$', upperName.Length);
        at += Encoding.ASCII.GetBytes(upperName, wire.AsSpan(at));
        at += RespHeader.WriteLineEnd(wire.AsSpan(at));
        var firstArgument = at;
        foreach (ref readonly var argument in arguments)
        {
            var length = argument.ByteCount;
            at += RespHeader.Write(wire.AsSpan(at), (byte)'$', length);
            argument.Write(wire.AsSpan(at, length));
            at += length;
            at += RespHeader.WriteLineEnd(wire.AsSpan(at));
        }

        return new RedisCommand(upperName, arguments.Length, wire, firstArgument);
    }

    /// <summary>The bytes of an argument, counted from 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such argument.</exception>
    public ReadOnlySpan<byte> Argument(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ArgumentCount);
        var rest = _wire.AsSpan(_firstArgument);
        while (true)
        {
            // $3\r\nkey\r\n
            _ = Utf8Parser.TryParse(rest[1..], out int length, out var used);
            var start = 1 + used + RespHeader.LineEndLength;
            if (index-- == 0)
            {
                return rest.Slice(start, length);
            }

            rest = rest[(start + length + RespHeader.LineEndLength)..];
        }
    }

    /// <summary>The name and the number of arguments; never their contents, which may be secret.</summary>
    public override string ToString() => $"{Name} ({ArgumentCount} arguments)";

    private static string CheckedName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, MaxNameLength);
        return name.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? throw new ArgumentException($"'{name}' is not a command's name: write one word, and subcommands as arguments.", nameof(name))
            : name.ToUpperInvariant();
    }

    private static int EncodedSize(int nameLength, ReadOnlySpan<RedisArgument> arguments)
    {
        long size = RespHeader.Size(arguments.Length + 1) + RespHeader.Size(nameLength) + nameLength + RespHeader.LineEndLength;
        foreach (ref readonly var argument in arguments)
        {
            var length = argument.ByteCount;
            size += RespHeader.Size(length) + length + RespHeader.LineEndLength;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, Array.MaxLength, nameof(arguments));
        return (int)size;
    }
}
