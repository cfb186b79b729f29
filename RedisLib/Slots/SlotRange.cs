namespace RedisLib.Slots;

/// <summary>A run of hash slots, both ends included (Redis Cluster specification, "Key distribution model").</summary>
/// <param name="First">0 to 16,383.</param>
/// <param name="Last">At least <paramref name="First"/>, at most 16,383.</param>
public readonly record struct SlotRange(int First, int Last)
{
    /// <summary>How many slots the range holds.</summary>
    public int Count => Last - First + 1;

    /// <summary>Redis's own form: <c>0-5460</c>, or <c>7</c> for a single slot.</summary>
    public override string ToString() => First == Last ? $"{First}" : $"{First}-{Last}";
}
