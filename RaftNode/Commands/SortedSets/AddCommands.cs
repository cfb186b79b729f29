using RaftNode.Commands.Elements;
using RaftNode.Store.Numbers;
using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>ZADD and ZINCRBY. https://redis.io/docs/latest/commands/zadd/</summary>
internal static class AddCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory | CommandFlags.Fast;

    /// <summary>The scores of more members than this are not on the stack.</summary>
    private const int MaxScoresOnStack = 16;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("zadd", -4, Write, KeySpecification.One, context => Add(context, increments: false))
        {
            Summary = "Add one or more members to a sorted set, or update its score if it already exists",
            Since = "1.2.0",
            Complexity = "O(log(N)) of the sorted set for each member",
            Arguments = "key [NX | XX] [GT | LT] [CH] [INCR] (score:double member)...",
        },
        new("zincrby", 4, Write, KeySpecification.One.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Update), context => Add(context, increments: true))
        {
            Summary = "Increment the score of a member in a sorted set", Since = "1.2.0", Complexity = "O(log(N)) of the sorted set",
            Arguments = "key increment:integer member",
        },
    ];

    private static void Add(CommandContext context, bool increments)
    {
        if (!AddOptions.TryRead(context, increments, out var options))
        {
            return;
        }

        // Nothing is added before all scores are known to be numbers.
        var count = (context.Count - options.First) / 2;
        var scores = count <= MaxScoresOnStack ? stackalloc double[MaxScoresOnStack] : new double[count];
        for (var i = 0; i < count; i++)
        {
            if (!DoubleText.TryParse(context[options.First + (2 * i)], out scores[i]))
            {
                context.Fail(Errors.NotAFloat);
                return;
            }
        }

        if (ElementCommands.TryFind(context, context[1], out ZsetValue? found))
        {
            Add(context, options, found, scores[..count]);
        }
    }

    private static void Add(CommandContext context, in AddOptions options, ZsetValue? found, ReadOnlySpan<double> scores)
    {
        var changes = default(AddedScores);
        if (found is not null || !options.OnlyExisting)
        {
            var zset = found ?? ZsetValue.Create(context.Database, context.Database.Locate(context[1]), context[1], context.State.Objects);
            for (var i = 0; i < scores.Length; i++)
            {
                if (!TrySet(context, options, zset, context[options.First + (2 * i) + 1], scores[i], ref changes))
                {
                    return;
                }
            }
        }

        if (changes.Added + changes.Changed > 0)
        {
            context.Changed(context[1], KeyEvents.SortedSet, options.IsIncrement ? "zincr"u8 : "zadd"u8, changes.Added + changes.Changed);
        }

        Answer(context, options, changes);
    }

    /// <summary>Sets one score, if the words say so. Answers the error, and false, when it would be no number.</summary>
    private static bool TrySet(CommandContext context, in AddOptions options, ZsetValue zset, ReadOnlySpan<byte> member, double score, ref AddedScores changes)
    {
        var place = zset.Find(member);
        if (!options.Takes(place))
        {
            return true;
        }

        // Adding 0 would take the minus from -0.
        score = options.IsIncrement && place.IsFound ? score + place.Score : score;
        if (double.IsNaN(score))
        {
            context.Fail("ERR resulting score is not a number (NaN)"u8);
            return false;
        }

        if (place.IsFound && !options.Takes(place.Score, score))
        {
            return true;
        }

        changes.Last = score;
        if (!place.IsFound)
        {
            zset.Add(place, member, score, context.Settings);
            changes.Added++;
        }
        else if (score != place.Score)
        {
            zset.SetScore(place, member, score);
            changes.Changed++;
        }

        return true;
    }

    private static void Answer(CommandContext context, in AddOptions options, AddedScores changes)
    {
        if (!options.IsIncrement)
        {
            context.Reply.WriteInteger(options.CountsChanged ? changes.Added + changes.Changed : changes.Added);
        }
        else if (changes.Last is { } score)
        {
            context.Reply.WriteScore(score);
        }
        else
        {
            context.Reply.WriteNull();
        }
    }

    /// <summary>What a request has done so far.</summary>
    private struct AddedScores
    {
        /// <summary>How many members are new.</summary>
        public int Added;

        /// <summary>How many members have another score.</summary>
        public int Changed;

        /// <summary>The score that was set last, or is there already.</summary>
        public double? Last;
    }
}
