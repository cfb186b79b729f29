using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Commands.SortedSets;

/// <summary>Takes a member, which is gone when its set changes, and its score.</summary>
internal delegate void ScoreAction(ReadOnlySpan<byte> member, double score);

/// <summary>A sorted set that is combined with others, a set whose members all have the score 1, or nothing.</summary>
internal readonly struct ScoredSource
{
    private const double ScoreInSet = 1;

    private readonly ZsetValue? _zset;
    private readonly SetValue? _set;

    private ScoredSource(ZsetValue? zset, SetValue? set, double weight)
    {
        _zset = zset;
        _set = set;
        Weight = weight;
    }

    /// <summary>What all scores are multiplied by, once they are weighed.</summary>
    public double Weight { get; }

    public int Count => _zset?.Count ?? _set?.Count ?? 0;

    /// <summary>What a key holds. Answers the error, and false, when that is neither.</summary>
    public static bool TryFind(CommandContext context, ReadOnlySpan<byte> key, out ScoredSource source)
    {
        var entry = context.Database.Find(key);
        context.Database.CountRead(key, !entry.IsNone);
        var isZset = !entry.IsNone && entry.Type == DataType.SortedSet;
        var isSet = !entry.IsNone && entry.Type == DataType.Set;
        source = new ScoredSource(
            isZset ? ZsetValue.Of(entry, context.State.Objects) : null,
            isSet ? SetValue.Of(entry, context.State.Objects) : null,
            weight: 1);
        if (entry.IsNone || isZset || isSet)
        {
            return true;
        }

        context.Fail(Errors.WrongType);
        return false;
    }

    public ScoredSource With(double weight) => new(_zset, _set, weight);

    public bool TryGetScore(ReadOnlySpan<byte> member, out double score)
    {
        score = ScoreInSet;
        if (_zset is not { } zset)
        {
            return _set is { } set && set.Contains(member);
        }

        var place = zset.Find(member);
        score = place.Score;
        return place.IsFound;
    }

    /// <summary>Visits some members; their scores are not given.</summary>
    /// <returns>Where to go on, or 0 at the end.</returns>
    public ulong Scan(ulong cursor, long count, ElementAction action) => _zset?.Scan(cursor, count, action) ?? _set?.Scan(cursor, count, action) ?? 0;

    /// <summary>Visits all members, each once.</summary>
    public void ForEach(ScoreAction action)
    {
        _set?.ForEach((member, _) => action(member, ScoreInSet));
        if (_zset is not { } zset)
        {
            return;
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var cursor = zset.Walk(); !cursor.IsEnd; cursor.MoveNext())
        {
            action(cursor.Member(scratch), cursor.Score);
        }
    }
}
