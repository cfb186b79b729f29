namespace RedisLib.Slots;

internal static class ReadOnlyListExtensions
{
    /// <summary>Where an item stands, by reference or value equality; -1 when it does not.</summary>
    public static int IndexOf<T>(this IReadOnlyList<T> items, T item)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (EqualityComparer<T>.Default.Equals(items[i], item))
            {
                return i;
            }
        }

        return -1;
    }
}
