using RaftNode.Commands.Elements;
using RaftNode.Store.Numbers;
using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>The commands of members of one sorted set. https://redis.io/docs/latest/commands/?group=sorted-set</summary>
internal static class SortedSetCommands
{
    private const CommandFlags Read = CommandFlags.ReadOnly | CommandFlags.Fast;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("zcard", 2, Read, KeySpecification.One.For(KeyUse.ReadOnly), ElementCommands.Count<ZsetValue>)
        {
            Summary = "Get the number of members in a sorted set", Since = "1.2.0", Complexity = "O(1)",
            Arguments = "key",
        },
        new("zmscore", -3, Read, KeySpecification.One, GetScores)
        {
            Summary = "Get the score associated with the given members in a sorted set", Since = "6.2.0", Complexity = "O(N) of the members",
            Arguments = "key member...",
        },
        new("zrandmember", -2, CommandFlags.ReadOnly, KeySpecification.One, PickMembers)
        {
            Summary = "Get one or multiple random elements from a sorted set", Since = "6.2.0", Complexity = "O(N) of the members answered",
            Arguments = "key [count:integer [WITHSCORES]]",
            Tips = ["nondeterministic_output"],
        },
        new("zrank", 3, Read, KeySpecification.One, context => GetRank(context, isReverse: false))
        {
            Summary = "Determine the index of a member in a sorted set", Since = "2.0.0", Complexity = "O(log(N)) of the sorted set",
            Arguments = "key member",
        },
        new("zrem", -3, CommandFlags.Write | CommandFlags.Fast, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Delete), Remove)
        {
            Summary = "Remove one or more members from a sorted set", Since = "1.2.0", Complexity = "O(log(N)) of the sorted set for each member",
            Arguments = "key member...",
        },
        new("zrevrank", 3, Read, KeySpecification.One, context => GetRank(context, isReverse: true))
        {
            Summary = "Determine the index of a member in a sorted set, with scores ordered from high to low",
            Since = "2.0.0",
            Complexity = "O(log(N)) of the sorted set",
            Arguments = "key member",
        },
        new("zscan", -3, CommandFlags.ReadOnly, KeySpecification.One, ElementCommands.Scan<ZsetValue>)
        {
            Summary = "Incrementally iterate sorted sets elements and associated scores", Since = "2.8.0", Complexity = "O(1) for every call, O(N) for all",
            Arguments = "key cursor:integer [MATCH pattern:pattern] [COUNT count:integer]",
            Tips = ["nondeterministic_output"],
        },
        new("zscore", 3, Read, KeySpecification.One, GetScore)
        {
            Summary = "Get the score associated with the given member in a sorted set", Since = "1.2.0", Complexity = "O(1)",
            Arguments = "key member",
        },
    ];

    private static void GetScore(CommandContext context)
    {
        if (ElementCommands.TryFind(context, context[1], out ZsetValue? found))
        {
            AnswerScore(context, found, context[2]);
        }
    }

    private static void GetScores(CommandContext context)
    {
        if (!ElementCommands.TryFind(context, context[1], out ZsetValue? found))
        {
            return;
        }

        context.Reply.WriteArrayHeader(context.Count - 2);
        for (var i = 2; i < context.Count; i++)
        {
            AnswerScore(context, found, context[i]);
        }
    }

    private static void AnswerScore(CommandContext context, ZsetValue? found, ReadOnlySpan<byte> member)
    {
        if (found is { } zset && zset.Find(member) is { IsFound: true } place)
        {
            context.Reply.WriteScore(place.Score);
        }
        else
        {
            context.Reply.WriteNull();
        }
    }

    private static void GetRank(CommandContext context, bool isReverse)
    {
        if (!ElementCommands.TryFind(context, context[1], out ZsetValue? found))
        {
            return;
        }

        if (found is { } zset && zset.Find(context[2]) is { IsFound: true } place)
        {
            var rank = zset.RankOf(place);
            context.Reply.WriteInteger(isReverse ? zset.Count - 1 - rank : rank);
        }
        else
        {
            context.Reply.WriteNull();
        }
    }

    private static void Remove(CommandContext context) => ElementCommands.Remove<ZsetValue>(context, KeyEvents.SortedSet, "zrem"u8);

    private static void PickMembers(CommandContext context) =>
        ElementPicks.Answer<ZsetValue>(context, "WITHSCORES"u8, static (reply, text) => reply.WriteScore(DoubleText.Parse(text)));
}
