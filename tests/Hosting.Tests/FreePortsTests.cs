using System.Net;
using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.RedisTopologies;

namespace Hosting.Tests;

public sealed class FreePortsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"hosting-tests-{Guid.NewGuid():N}");

    [Fact]
    public void Two_apphosts_never_have_the_same_port()
    {
        using var first = new PortBlocks(_path);
        using var second = new PortBlocks(_path);
        var held = Enumerable.Range(0, PortBlocks.Count).SelectMany(number => (number % 2 == 0 ? first : second).Take()).ToArray();
        Assert.Equal(PortBlocks.Count * PortBlocks.Size, held.Distinct().Count());
        Assert.Equal((10_000, 32_699), (held.Min(), held.Max()));
        Assert.Contains(_path, Assert.Throws<DistributedApplicationException>(() => first.Take()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ports_of_an_apphost_that_has_ended_are_taken_again()
    {
        using var second = new PortBlocks(_path);
        using (var first = new PortBlocks(_path))
        {
            for (var number = 0; number < PortBlocks.Count; number++)
            {
                first.Take();
            }

            Assert.Throws<DistributedApplicationException>(() => second.Take());
        }

        Assert.Equal(PortBlocks.Size, second.Take().Count());
    }

    [Fact]
    public void Ports_of_kept_data_are_taken_by_nobody_while_their_apphost_lives()
    {
        using var other = new PortBlocks(_path);
        using (var holder = new PortBlocks(_path))
        {
            holder.Hold(12_345);
            holder.Hold(12_345);
            holder.Hold(99);
            var taken = Enumerable.Range(0, PortBlocks.Count - 1).SelectMany(_ => other.Take()).ToHashSet();
            Assert.DoesNotContain(12_345, taken);
        }

        Assert.Contains(12_345, other.Take());
    }

    [Fact]
    public void A_free_port_is_none_that_kept_data_needs_again()
    {
        var next = FreePorts.Take(1).Single() + 1;
        FreePorts.LeaveOut([next]);
        Assert.NotEqual(next, FreePorts.Take(1).Single());
    }

    [Fact]
    public void What_apphosts_share_is_in_the_first_place_that_can_be_written()
    {
        Directory.CreateDirectory(_path);
        var file = Path.Combine(_path, "file");
        File.WriteAllText(file, string.Empty);
        Assert.Equal(Path.Combine(_path, "redis-topologies", "ports"), UserState.Find("ports", [null, "", "relative", file, _path]));
        Assert.StartsWith(Path.GetTempPath(), UserState.Find("ports", [file]));
    }

    [Fact]
    public void A_port_that_somebody_listens_on_is_not_free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Assert.False(FreePorts.IsFree(port));
    }

    public void Dispose() => TemporaryRoot.Remove(_path);
}
