using System.Text;
using RaftNode.Commands;

namespace RaftNode.Tests.Commands;

/// <summary>What is propagated comes to the same as what was asked for, whenever and wherever it is executed.</summary>
public sealed class PropagationTests
{
    private readonly CommandRunner _runner = new();
    private readonly Log _log = new();

    public PropagationTests() => _runner.Propagation.Follow(_log);

    [Theory]
    [InlineData("SET k v", "SET k v")]
    [InlineData("set k v nx", "set k v nx")]
    [InlineData("SET k v EX 100", "SET k v PXAT 1100000")]
    [InlineData("SETEX k 100 v", "SET k v PXAT 1100000")]
    [InlineData("SET k v XX", "")]
    [InlineData("SET k v get keepttl", "SET k v keepttl")]
    [InlineData("GET k", "")]
    public void A_command_that_changes_something_is_told_free_of_the_clock(string request, string expected)
    {
        _runner.Run(request);

        Assert.Equal(expected, _log.Text);
    }

    [Fact]
    public void An_expiry_becomes_a_point_in_time_and_keeps_its_conditions()
    {
        _runner.Run("SET k v");
        _runner.Run("expire k 100 nx");
        _runner.Run("PEXPIREAT k 1200000 GT");
        _runner.Run("EXPIRE k -1");

        Assert.Equal("SET k v;PEXPIREAT k 1100000 nx;PEXPIREAT k 1200000 GT;DEL k", _log.Text);
    }

    [Theory]
    [InlineData("BLPOP none k 0", "LPOP k")]
    [InlineData("BRPOP k 0", "RPOP k")]
    [InlineData("BLMOVE k other LEFT RIGHT 0", "LMOVE k other LEFT RIGHT")]
    [InlineData("BRPOPLPUSH k other 0", "RPOPLPUSH k other")]
    [InlineData("BLMPOP 0 2 none k RIGHT COUNT 9", "RPOP k 3")]
    [InlineData("LMPOP 1 k LEFT", "LPOP k 1")]
    [InlineData("BLPOP none 0", "")]
    public void What_would_wait_is_told_as_what_does_not(string request, string expected)
    {
        _runner.Propagation.Unfollow(_log);
        _runner.Run("RPUSH k a b c");
        _runner.Propagation.Follow(_log);

        _runner.Run(request);

        Assert.Equal(expected, _log.Text);
    }

    [Fact]
    public void A_key_that_a_command_finds_expired_is_removed_before_it_and_with_it()
    {
        _runner.Run("SET k v PX 5");
        _runner.State.Now += 5;
        _runner.Run("SETNX k w");

        Assert.Equal("SET k v PXAT 1000005;[DEL k;SETNX k w]", _log.Text);
    }

    [Fact]
    public void A_key_that_a_reader_finds_expired_is_removed()
    {
        _runner.Run("SET k v PX 5");
        _runner.State.Now += 5;
        _runner.Run("GET k");

        Assert.Equal("SET k v PXAT 1000005;DEL k", _log.Text);
    }

    [Fact]
    public void The_effects_of_a_transaction_belong_together_each_with_its_database()
    {
        _runner.RunTransaction([CommandRunner.Words("SET a 1"), CommandRunner.Words("GET a"), CommandRunner.Words("INCR a")]);

        Assert.Equal("[SET a 1;INCR a]", _log.Text);
        _runner.Database = 2;
        _runner.Run("SET a 1");
        Assert.Equal([0, 0, 2], _log.Databases);
    }

    [Fact]
    public void Who_does_not_follow_any_more_is_told_nothing()
    {
        _runner.Propagation.Unfollow(_log);
        _runner.Run("SET k v");

        Assert.Equal("", _log.Text);
    }

    [Fact]
    public void Every_command_that_writes_has_a_random_request()
    {
        var writing = _runner.Commands.Where(command => command.IsWrite).Select(command => command.Name.ToUpperInvariant());

        Assert.Empty(writing.Except(RandomRequests.Names));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Executing_what_was_propagated_makes_equal_data(int seed)
    {
        var random = new Random(seed);
        var requests = new RandomRequests(random);
        var runner = new CommandRunner(seed);
        // Long after, and with chance of its own: neither has a part in it.
        var replica = new Replica(seed + 100);
        runner.Propagation.Follow(replica);
        var known = runner.Commands.Select(command => command.Name.ToUpperInvariant()).ToHashSet(StringComparer.Ordinal);
        var most = 0;
        for (var i = 0; i < 20_000; i++)
        {
            runner.State.Now += random.Next(3);
            runner.Database = random.Next(8) == 0 ? random.Next(runner.Databases.Length) : 0;
            runner.RunTransaction(Enumerable.Range(0, random.Next(4) == 0 ? 4 : 1)
                .Select(_ => requests.Next())
                .Where(words => known.Contains(Encoding.UTF8.GetString(words[0]))));
            most = Math.Max(most, runner.Databases.Sum(database => database.Count));
        }

        Assert.InRange(most, 10, int.MaxValue);
        Assert.Equal(DataSet.Describe(runner), replica.DescribeAt(runner.State.Now));
    }

    /// <summary>What was propagated, the requests of a unit in brackets when they are several.</summary>
    private sealed class Log : IEffectFollower
    {
        private readonly List<string> _units = [];

        public string Text => string.Join(';', _units);

        public List<int> Databases { get; } = [];

        public void Take(Effects effects)
        {
            var requests = new List<string>();
            for (var i = 0; i < effects.Count; i++)
            {
                Databases.Add(effects.DatabaseOf(i));
                requests.Add(string.Join(' ', Replica.WordsOf(effects[i]).Select(Encoding.UTF8.GetString)));
            }

            _units.Add(requests.Count == 1 ? requests[0] : $"[{string.Join(';', requests)}]");
        }
    }

    /// <summary>Executes what it is told.</summary>
    private sealed class Replica(int seed) : IEffectFollower
    {
        private readonly CommandRunner _runner = new(seed) { State = { Now = 2_000_000, IsReplaying = true } };

        public static IReadOnlyList<byte[]> WordsOf(ReadOnlySpan<byte> request) =>
            new RedisLib.Resp.RespReader().TryRead(ref request, out var value)
                ? [.. value.AsArray().Select(word => word.AsBytes())]
                : throw new FormatException("This is no request.");

        public void Take(Effects effects)
        {
            for (var i = 0; i < effects.Count; i++)
            {
                _runner.Database = effects.DatabaseOf(i);
                _runner.Run(WordsOf(effects[i]));
            }
        }

        public IReadOnlyList<string> DescribeAt(long now)
        {
            _runner.State.Now = now;
            _runner.State.IsReplaying = false;
            return DataSet.Describe(_runner);
        }
    }
}
