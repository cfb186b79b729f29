using System.Text;
using RedisLib;

namespace Failover;

/// <summary>The client library itself.</summary>
internal sealed class LibraryTarget(IRedisConnection connection) : ITarget
{
    public async ValueTask<string> WriteAsync(string key, string value) =>
        (await connection.WriteAsync(key, Encoding.UTF8.GetBytes(value))).ServedBy.ToString();

    public async ValueTask<string?> ReadAsync(string key) => (await connection.ReadAsync(key)).Text;
}
