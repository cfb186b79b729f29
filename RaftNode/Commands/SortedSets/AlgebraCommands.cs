using RaftNode.Commands.Elements;
using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>Intersections, unions and differences of sorted sets and sets. https://redis.io/docs/latest/commands/?group=sorted-set</summary>
internal static class AlgebraCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory;
    private const AlgebraWords Combining = AlgebraWords.Weights | AlgebraWords.Aggregate;
    private const string DifferenceComplexity = "O(N*log(N)) of all sorted sets";
    private const string IntersectionComplexity = "O(N*M*log(N)) of the smallest sorted set and the number of sorted sets";
    private const string UnionComplexity = "O(N*log(N)) of all sorted sets";

    private delegate void Algebra(AlgebraRequest request, RankedSet result);

    public static IEnumerable<Command> Rows { get; } =
    [
        new("zdiff", -3, CommandFlags.ReadOnly, KeySpecification.Counted, context => Answer(context, Difference, AlgebraWords.None))
        {
            Summary = "Subtract multiple sorted sets", Since = "6.2.0", Complexity = DifferenceComplexity,
            Arguments = "numkeys:integer key... [WITHSCORES]",
        },
        new("zdiffstore", -4, Write, KeySpecification.OneAndCounted.For(KeyUse.Overwrite | KeyUse.Update, KeyUse.ReadOnly | KeyUse.Access), context => Store(context, Difference, AlgebraWords.None, "zdiffstore"u8))
        {
            Summary = "Subtract multiple sorted sets and store the resulting sorted set in a new key", Since = "6.2.0", Complexity = DifferenceComplexity,
            Arguments = "destination:key numkeys:integer key...",
        },
        new("zinter", -3, CommandFlags.ReadOnly, KeySpecification.Counted, context => Answer(context, Intersection, Combining))
        {
            Summary = "Intersect multiple sorted sets", Since = "6.2.0", Complexity = IntersectionComplexity,
            Arguments = "numkeys:integer key... [WEIGHTS weight:integer...] [AGGREGATE (SUM | MIN | MAX)] [WITHSCORES]",
        },
        new("zintercard", -3, CommandFlags.ReadOnly, KeySpecification.Counted, CountIntersection)
        {
            Summary = "Intersect multiple sorted sets and return the cardinality of the result",
            Since = "7.0.0",
            Complexity = "O(N*M) of the smallest sorted set and the number of sorted sets",
            Arguments = "numkeys:integer key... [LIMIT limit:integer]",
        },
        new("zinterstore", -4, Write, KeySpecification.OneAndCounted.For(KeyUse.Overwrite | KeyUse.Update, KeyUse.ReadOnly | KeyUse.Access), context => Store(context, Intersection, Combining, "zinterstore"u8))
        {
            Summary = "Intersect multiple sorted sets and store the resulting sorted set in a new key", Since = "2.0.0", Complexity = IntersectionComplexity,
            Arguments = "destination:key numkeys:integer key... [WEIGHTS weight:integer...] [AGGREGATE (SUM | MIN | MAX)]",
        },
        new("zunion", -3, CommandFlags.ReadOnly, KeySpecification.Counted, context => Answer(context, Union, Combining))
        {
            Summary = "Add multiple sorted sets", Since = "6.2.0", Complexity = UnionComplexity,
            Arguments = "numkeys:integer key... [WEIGHTS weight:integer...] [AGGREGATE (SUM | MIN | MAX)] [WITHSCORES]",
        },
        new("zunionstore", -4, Write, KeySpecification.OneAndCounted.For(KeyUse.Overwrite | KeyUse.Update, KeyUse.ReadOnly | KeyUse.Access), context => Store(context, Union, Combining, "zunionstore"u8))
        {
            Summary = "Add multiple sorted sets and store the resulting sorted set in a new key", Since = "2.0.0", Complexity = UnionComplexity,
            Arguments = "destination:key numkeys:integer key... [WEIGHTS weight:integer...] [AGGREGATE (SUM | MIN | MAX)]",
        },
    ];

    private static void Answer(CommandContext context, Algebra algebra, AlgebraWords words)
    {
        if (AlgebraRequest.Read(context, start: 1, words | AlgebraWords.WithScores) is not { } request)
        {
            return;
        }

        var result = new RankedSet();
        algebra(request, result);
        context.Reply.WriteMembers(new ZsetCursor(result.At(0), result.Count, isReverse: false), result.Count, request.WithScores);
        result.Free();
    }

    private static void Store(CommandContext context, Algebra algebra, AlgebraWords words, ReadOnlySpan<byte> eventName)
    {
        if (AlgebraRequest.Read(context, start: 2, words) is not { } request)
        {
            return;
        }

        // All is read before the target goes, which may be one of the sources.
        var result = new RankedSet();
        algebra(request, result);
        StoredMembers.Answer(context, result, eventName);
    }

    private static void CountIntersection(CommandContext context)
    {
        if (AlgebraRequest.Read(context, start: 1, AlgebraWords.Limit) is not { } request)
        {
            return;
        }

        var limit = request.Limit == 0 ? long.MaxValue : request.Limit;
        var count = 0L;
        var sources = BySize(request);
        var cursor = 0UL;
        do
        {
            cursor = sources[0].Scan(cursor, ElementCommands.MembersAtOnce, (member, _) => count += TryCombine(sources, request.Aggregate, member, score: 0, out double _) ? 1 : 0);
        }
        while (cursor != 0 && count < limit);
        context.Reply.WriteInteger(Math.Min(count, limit));
    }

    private static void Difference(AlgebraRequest request, RankedSet result) => request.Sources[0].ForEach((member, score) =>
    {
        for (var i = 1; i < request.Sources.Length; i++)
        {
            if (request.Sources[i].TryGetScore(member, out _))
            {
                return;
            }
        }

        result.Add(member, score);
    });

    private static void Intersection(AlgebraRequest request, RankedSet result)
    {
        var sources = BySize(request);
        sources[0].ForEach((member, score) =>
        {
            if (TryCombine(sources, request.Aggregate, member, score, out var combined))
            {
                result.Add(member, combined);
            }
        });
    }

    private static void Union(AlgebraRequest request, RankedSet result)
    {
        foreach (var source in BySize(request))
        {
            source.ForEach((member, score) =>
            {
                var weighed = NumberOr0(source.Weight * score);
                var block = result.Find(member, out var hash);
                if (block.IsNone)
                {
                    result.Add(member, hash, weighed);
                }
                else
                {
                    result.SetScore(block, Combine(request.Aggregate, RankedSet.ScoreOf(block), weighed));
                }
            });
        }
    }

    /// <summary>The smallest first: it has no fewer than an intersection, and sums are added up in this order, which their last digits depend on.</summary>
    private static ScoredSource[] BySize(AlgebraRequest request) => [.. request.Sources.OrderBy(source => source.Count)];

    /// <summary>The scores of a member of the first source in all of them as one, if all have it.</summary>
    private static bool TryCombine(ScoredSource[] sources, Aggregate aggregate, ReadOnlySpan<byte> member, double score, out double combined)
    {
        combined = NumberOr0(sources[0].Weight * score);
        for (var i = 1; i < sources.Length; i++)
        {
            if (!sources[i].TryGetScore(member, out var other))
            {
                return false;
            }

            combined = Combine(aggregate, combined, sources[i].Weight * other);
        }

        return true;
    }

    private static double Combine(Aggregate aggregate, double score, double other) => aggregate switch
    {
        Aggregate.Sum => NumberOr0(score + other),
        Aggregate.Min => other < score ? other : score,
        _ => other > score ? other : score,
    };

    /// <summary>Infinity times 0, and infinity less infinity, are 0 here.</summary>
    private static double NumberOr0(double number) => double.IsNaN(number) ? 0 : number;
}
