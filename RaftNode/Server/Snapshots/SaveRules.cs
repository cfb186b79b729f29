namespace RaftNode.Server.Snapshots;

/// <summary>When a snapshot is taken unasked: after so many seconds if there were so many changes (<c>save</c>).</summary>
internal sealed class SaveRules
{
    private List<SaveRule> _rules = [new(3600, 1), new(300, 100), new(60, 10_000)];
    private bool _isOwn;

    public IReadOnlyList<SaveRule> All => _rules;

    /// <summary>Whether lines of a configuration come one after the other, of which the first takes the place of what was there.</summary>
    public bool IsStarting { get; set; } = true;

    /// <summary>Takes the words of a line: pairs of seconds and changes, or one that is empty for no rules.</summary>
    /// <returns>False when they are none.</returns>
    public bool TryApply(IReadOnlyList<string> words)
    {
        var numbers = words is [""] ? [] : words;
        if (numbers.Count % 2 != 0)
        {
            return false;
        }

        var rules = new List<SaveRule>();
        for (var i = 0; i < numbers.Count; i += 2)
        {
            if (!long.TryParse(numbers[i], out var seconds) || seconds < 1 || !int.TryParse(numbers[i + 1], out var changes) || changes < 0)
            {
                return false;
            }

            rules.Add(new SaveRule(seconds, changes));
        }

        _rules = IsStarting && _isOwn ? [.. _rules, .. rules] : rules;
        _isOwn = true;
        return true;
    }

    /// <summary>All of them in a line, as CONFIG GET answers.</summary>
    public override string ToString() => string.Join(' ', _rules.Select(rule => $"{rule.Seconds} {rule.Changes}"));
}

/// <summary>One of the rules.</summary>
/// <param name="Seconds">So long after the last snapshot.</param>
/// <param name="Changes">If there were so many changes since.</param>
internal readonly record struct SaveRule(long Seconds, int Changes);
