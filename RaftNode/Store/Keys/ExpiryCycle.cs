using RaftNode.Store.Memory;

namespace RaftNode.Store.Keys;

/// <summary>Removes keys whose time is over though nobody asks for them, a few at a time.</summary>
internal sealed class ExpiryCycle(IReadOnlyList<Keyspace> databases)
{
    /// <summary>About so many keys are looked at in one step, which takes some microseconds.</summary>
    private const int KeysInStep = 20;

    /// <summary>Where one in so many had expired there are more, and the next step is worth its time.</summary>
    private const int ManyPart = 10;

    /// <summary>How many of the last steps make the percentage, about.</summary>
    private const int AveragedSteps = 20;

    private readonly ulong[] _cursors = new ulong[databases.Count];
    private readonly List<Address> _visited = [];
    private int _next;

    /// <summary>How many percent of the keys that it looks at have expired, of late.</summary>
    public double StalePercentage { get; private set; }

    /// <summary>Whether it removes any.</summary>
    public bool IsOn { get; set; } = true;

    /// <summary>Looks at some keys of the next database that has any that expire.</summary>
    /// <returns>Whether many of them had expired, so that another step is due at once.</returns>
    public bool Step()
    {
        for (var i = 0; IsOn && i < databases.Count; i++)
        {
            var database = databases[_next];
            if (database.ExpiringCount > 0)
            {
                return Step(database);
            }

            _next = (_next + 1) % databases.Count;
        }

        return false;
    }

    private bool Step(Keyspace database)
    {
        _visited.Clear();
        ref var cursor = ref _cursors[_next];
        do
        {
            cursor = database.ScanExpiring(cursor, _visited);
        }
        while (cursor != 0 && _visited.Count < KeysInStep);

        var expired = database.Expire(_visited);
        if (_visited.Count > 0)
        {
            StalePercentage += (((double)expired / _visited.Count * 100) - StalePercentage) / AveragedSteps;
        }

        var isMany = expired * ManyPart > _visited.Count;
        if (!isMany || cursor == 0)
        {
            // The others get their turn.
            _next = (_next + 1) % databases.Count;
        }

        return isMany;
    }
}
