using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace RaftNode.Server.Debugging;

/// <summary>Twenty bytes that stand for whatever was added to them; equal data gives equal ones on any server.</summary>
internal sealed class Digest
{
    private readonly byte[] _bytes = new byte[SHA1.HashSizeInBytes];

    public ReadOnlySpan<byte> Bytes => _bytes;

    public void Clear() => _bytes.AsSpan().Clear();

    /// <summary>Adds a part whose place among the others does not matter.</summary>
    public void Add(ReadOnlySpan<byte> part)
    {
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        HashOf(part, hash);
        for (var i = 0; i < hash.Length; i++)
        {
            _bytes[i] ^= hash[i];
        }
    }

    /// <summary>Adds a part that comes after those before.</summary>
    public void Append(ReadOnlySpan<byte> part)
    {
        Add(part);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        HashOf(_bytes, hash);
        hash.CopyTo(_bytes);
    }

    public override string ToString() => Convert.ToHexStringLower(_bytes);

    [SuppressMessage("Security", "CA5350", Justification = "DEBUG DIGEST is to answer what redis-server does. Nothing is protected by it.")]
    private static void HashOf(ReadOnlySpan<byte> bytes, Span<byte> target) => SHA1.HashData(bytes, target);
}
