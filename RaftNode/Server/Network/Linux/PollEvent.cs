using System.Runtime.InteropServices;

namespace RaftNode.Server.Network.Linux;

/// <summary><c>struct epoll_event</c>, which x64 alone packs: elsewhere the data begins at 8.</summary>
/// <remarks>Sixteen bytes hold either; <see cref="Size"/> is the distance of two in an array.</remarks>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct PollEvent
{
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;

    /// <summary>The distance of two of them in the array of a wait.</summary>
    public static readonly int Size = DataOffset + sizeof(long);

    private fixed byte _bytes[16];

    public int Events
    {
        get
        {
            fixed (byte* bytes = _bytes)
            {
                return *(int*)bytes;
            }
        }

        set
        {
            fixed (byte* bytes = _bytes)
            {
                *(int*)bytes = value;
            }
        }
    }

    public int Token
    {
        get
        {
            fixed (byte* bytes = _bytes)
            {
                return *(int*)(bytes + DataOffset);
            }
        }

        set
        {
            fixed (byte* bytes = _bytes)
            {
                *(long*)(bytes + DataOffset) = value;
            }
        }
    }
}
