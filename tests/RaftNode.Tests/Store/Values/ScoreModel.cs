namespace RaftNode.Tests.Store.Values;

/// <summary>What a sorted set is to be like: the slowest way to the right answer.</summary>
internal sealed class ScoreModel
{
    private readonly Dictionary<string, double> _scores = [];

    public int Count => _scores.Count;

    /// <summary>Members and scores, in order.</summary>
    public IReadOnlyList<(string Member, double Score)> Ordered =>
        [.. _scores.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))];

    public double? this[string member]
    {
        get => _scores.TryGetValue(member, out var score) ? score : null;
        set => _scores[member] = value!.Value;
    }

    public bool Remove(string member) => _scores.Remove(member);
}
