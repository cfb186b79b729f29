using System.Globalization;
using System.Text;
using RaftNode.Persistence.Rdb;
using RaftNode.Persistence.Snapshots;
using RaftNode.Store.Memory;
using RaftNode.Tests.Commands;

namespace RaftNode.Tests.Persistence.Snapshots;

[Collection(AloneCollection.Name)]
public sealed class SnapshotTests
{
    /// <summary>So little that nearly every value is written little by little.</summary>
    private static readonly SnapshotLimits Tiny = new() { ElementsAtOnce = 3, NodesAtOnce = 1, PieceBytes = 50 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_snapshot_has_the_data_of_its_beginning_whatever_commands_do_meanwhile(int seed)
    {
        var random = new Random(seed);
        var requests = new RandomRequests(random);
        var runner = CreateRunner(seed);
        var most = 0;
        for (var round = 0; round < 400; round++)
        {
            RunSome(runner, requests, random, count: 40);
            var expected = DataSet.Describe(runner);
            most = Math.Max(most, expected.Count);
            var now = runner.State.Now;
            var snapshot = Begin(runner);
            var file = new MemoryStream();
            var output = new RdbOutput(file, hasChecksum: true);
            while (!snapshot.IsDone)
            {
                RunSome(runner, requests, random, count: random.Next(4));
                Advance(snapshot, output, steps: random.Next(5));
            }

            output.WriteChecksum();
            Assert.Equal(expected, Loaded(file.ToArray(), now));
            Assert.Null(runner.State.Snapshot);
        }

        Assert.InRange(most, 10, int.MaxValue);
    }

    [Theory]
    [InlineData("hash", "HSET hash {0} {1}", "HDEL hash {0}")]
    [InlineData("set", "SADD set {0}", "SREM set {0}")]
    [InlineData("zset", "ZADD zset {1} {0}", "ZREM zset {0}")]
    [InlineData("list", "RPUSH list {1}", "LSET list 500 {0}", "LPOP list", "RPOP list", "LINSERT list BEFORE {0} {1}", "LTRIM list 1 -2")]
    public void A_large_value_grows_shrinks_and_changes_while_it_is_written(string key, string add, params string[] changes)
    {
        var random = new Random(11);
        for (var round = 0; round < 40; round++)
        {
            var runner = CreateRunner(round);
            for (var i = 0; i < 1500; i++)
            {
                runner.Run(Format(add, i, random.Next(1000)));
            }

            var expected = DataSet.Describe(runner);
            var snapshot = Begin(runner);
            var file = new MemoryStream();
            var output = new RdbOutput(file, hasChecksum: true);
            // In turns it grows and shrinks to a part, so that its index is doubled and halved under the cursor.
            var isGrowing = false;
            for (var turn = 1; !snapshot.IsDone; turn++)
            {
                isGrowing ^= turn % 30 == 0;
                for (var i = random.Next(120); i > 0; i--)
                {
                    var form = isGrowing ? add : changes[random.Next(changes.Length)];
                    runner.Run(Format(form, random.Next(2000), random.Next(1000)));
                }

                Advance(snapshot, output, steps: random.Next(3));
            }

            output.WriteChecksum();
            Assert.Equal(expected, Loaded(file.ToArray(), runner.State.Now));
            runner.Run($"DEL {key}");
        }
    }

    [Theory]
    [InlineData("HSET", true)]
    [InlineData("RPUSH", false)]
    public void A_value_of_few_long_elements_is_written_little_by_little_too(string add, bool hasFields)
    {
        const int ElementBytes = 100_000;
        var runner = new CommandRunner();
        for (var i = 0; i < 15; i++)
        {
            byte[][] element = [Encoding.ASCII.GetBytes($"{i}"), new byte[ElementBytes]];
            runner.Run([Encoding.ASCII.GetBytes(add), "key"u8.ToArray(), .. hasFields ? element : element[1..]]);
        }

        var limits = new SnapshotLimits();
        var snapshot = new Snapshot(runner.State, runner.Databases, new RdbSettings { Compresses = false }, limits, [], () => new RdbBuffer());
        var pieces = new List<int>();
        var most = 0L;
        while (!snapshot.IsDone)
        {
            snapshot.Step();
            var step = 0L;
            while (snapshot.TryTake(out var piece))
            {
                pieces.Add(piece.Count);
                step += piece.Count;
            }

            most = Math.Max(most, step);
        }

        // A bucket of an index has seven elements, and some others may have found no place in theirs.
        Assert.InRange(pieces.Sum(), 15 * ElementBytes, 16 * ElementBytes);
        Assert.InRange(pieces.Max(), ElementBytes, limits.PieceBytes + (2 * ElementBytes));
        Assert.InRange(most, ElementBytes, 12 * ElementBytes);
    }

    [Theory]
    [InlineData("DEL {0}")]
    [InlineData("SET {0} other")]
    [InlineData("RENAME {0} other")]
    [InlineData("MOVE {0} 1")]
    [InlineData("COPY {0} other", "DEL {0}")]
    [InlineData("FLUSHDB")]
    [InlineData("FLUSHALL")]
    [InlineData("SWAPDB 0 1", "FLUSHDB")]
    [InlineData("SWAPDB 0 1", "SWAPDB 1 2", "SET new value", "FLUSHALL")]
    [InlineData("PEXPIREAT {0} 1", "GET {0}")]
    [InlineData("MOVE {0} 1", "SWAPDB 0 1", "FLUSHDB")]
    [InlineData("MOVE {0} 1", "SWAPDB 0 1", "MOVE {0} 2", "SWAPDB 0 2", "FLUSHDB", "FLUSHALL")]
    public void A_large_value_that_goes_is_written_and_then_freed(params string[] requests)
    {
        foreach (var key in (string[])["hash", "set", "zset", "list"])
        {
            for (var steps = 0; steps < 60; steps++)
            {
                Assert.Equal(0, LeftAfter(key, requests, steps, isAborted: false));
                Assert.Equal(0, LeftAfter(key, requests, steps, isAborted: true));
            }
        }
    }

    [Fact]
    public void Numbers_of_snapshots_repeat_without_harm()
    {
        var runner = CreateRunner(0);
        for (var i = 0; i < 20; i++)
        {
            runner.Run($"SET key{i} value{i}");
        }

        for (var givenUp = 250; givenUp < 260; givenUp++)
        {
            for (var i = 0; i < givenUp; i++)
            {
                var snapshot = Begin(runner);
                runner.Run($"SET key0 {i}");
                snapshot.Abort();
            }

            var expected = DataSet.Describe(runner);
            Assert.Equal(expected, Loaded(Complete(Begin(runner)), runner.State.Now));
        }
    }

    [Fact]
    public void Only_one_is_taken_at_a_time()
    {
        var runner = CreateRunner(0);
        var snapshot = Begin(runner);

        Assert.Throws<InvalidOperationException>(() => Begin(runner));

        snapshot.Abort();
        Begin(runner).Abort();
    }

    private static CommandRunner CreateRunner(int seed)
    {
        var runner = new CommandRunner(seed);
        runner.Settings.HashMaxListpackEntries = 2;
        runner.Settings.SetMaxIntsetEntries = 2;
        runner.Settings.ZsetMaxListpackEntries = 2;
        runner.Settings.ListMaxListpackSize = 2;
        return runner;
    }

    private static Snapshot Begin(CommandRunner runner) =>
        new(runner.State, runner.Databases, new RdbSettings(), Tiny, [("redis-ver", "7.0.15")], () => new RdbBuffer());

    private static void RunSome(CommandRunner runner, RandomRequests requests, Random random, int count)
    {
        for (; count > 0; count--)
        {
            runner.State.Now += random.Next(2);
            runner.Database = random.Next(4) == 0 ? random.Next(runner.Databases.Length) : 0;
            runner.Run(requests.Next());
        }

        runner.Database = 0;
    }

    private static void Advance(Snapshot snapshot, RdbOutput output, int steps)
    {
        for (; steps > 0 && !snapshot.IsDone; steps--)
        {
            snapshot.Step();
        }

        while (snapshot.TryTake(out var piece))
        {
            output.Write(piece);
        }
    }

    private static byte[] Complete(Snapshot snapshot)
    {
        var file = new MemoryStream();
        var output = new RdbOutput(file, hasChecksum: true);
        while (!snapshot.IsDone)
        {
            Advance(snapshot, output, steps: 1);
        }

        output.WriteChecksum();
        return file.ToArray();
    }

    /// <summary>How much memory is in use that was not before, after a value has gone so many steps after a snapshot began.</summary>
    private static long LeftAfter(string key, string[] requests, int steps, bool isAborted)
    {
        var runner = CreateRunner(0);
        runner.Run("FLUSHALL");
        var before = Heap.UsedBytes;
        for (var i = 0; i < 30; i++)
        {
            runner.Run($"HSET hash {i} {i}");
            runner.Run($"SADD set m{i}");
            runner.Run($"ZADD zset {i} {i}");
            runner.Run($"RPUSH list {i}");
            runner.Run($"SET key{i} {i}");
        }

        var expected = DataSet.Describe(runner);
        var snapshot = Begin(runner);
        var file = new MemoryStream();
        var output = new RdbOutput(file, hasChecksum: true);
        Advance(snapshot, output, steps);
        foreach (var request in requests)
        {
            runner.Run(Format(request, key, 0));
        }

        if (isAborted)
        {
            snapshot.Abort();
        }
        else
        {
            while (!snapshot.IsDone)
            {
                Advance(snapshot, output, steps: 1);
            }

            output.WriteChecksum();
        }

        runner.Run("FLUSHALL");
        var left = Heap.UsedBytes - before;
        if (!isAborted)
        {
            Assert.Equal(expected, Loaded(file.ToArray(), runner.State.Now));
        }

        return left;
    }

    private static string Format(string form, object first, object second) => string.Format(CultureInfo.InvariantCulture, form, first, second);

    private static IReadOnlyList<string> Loaded(byte[] file, long now)
    {
        var target = new CommandRunner { State = { Now = now } };
        new RdbLoader(new MemoryStream(file), target.Databases, target.State, target.Settings, new RdbSettings()).LoadAll();
        var read = DataSet.Describe(target);
        target.Run("FLUSHALL");
        return read;
    }
}
