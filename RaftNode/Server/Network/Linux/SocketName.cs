using System.Buffers.Binary;
using System.Net;

namespace RaftNode.Server.Network.Linux;

/// <summary>The addresses of a connection, read from the <c>struct sockaddr</c> that Linux gives.</summary>
internal static unsafe class SocketName
{
    private const int FamilyInternet = 2;
    private const int FamilyInternet6 = 10;

    /// <summary>As long as the longest address, that of a Unix socket.</summary>
    private const int MaxBytes = 110;

    private const string Unknown = "?:0";

    public static string OfPeer(int descriptor, string? path) => path is null ? Format(Read(descriptor, &LinuxCalls.PeerName)) : $"{path}:0";

    public static string OfSelf(int descriptor, string? path) => path is null ? Format(Read(descriptor, &LinuxCalls.SocketName)) : $"{path}:0";

    public static bool IsLoopback(int descriptor) => Read(descriptor, &LinuxCalls.PeerName) is { } address && IPAddress.IsLoopback(address.Address);

    private static string Format(IPEndPoint? address) => address?.ToString() ?? Unknown;

    private static IPEndPoint? Read(int descriptor, delegate*<int, byte*, int*, int> call)
    {
        var bytes = stackalloc byte[MaxBytes];
        var length = MaxBytes;
        if (call(descriptor, bytes, &length) < 0)
        {
            return null;
        }

        var port = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(bytes + 2, sizeof(ushort)));
        return *(ushort*)bytes switch
        {
            FamilyInternet => new IPEndPoint(new IPAddress(new ReadOnlySpan<byte>(bytes + 4, 4)), port),
            FamilyInternet6 => new IPEndPoint(new IPAddress(new ReadOnlySpan<byte>(bytes + 8, 16)), port),
            _ => null,
        };
    }
}
