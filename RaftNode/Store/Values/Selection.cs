using RaftNode.Store.Tables;

namespace RaftNode.Store.Values;

/// <summary>Draws different elements at random.</summary>
internal static class Selection
{
    /// <summary>When more than one in so many is wanted, leaving some out is faster than drawing until all differ.</summary>
    private const int DrawnPart = 3;

    /// <summary>Visits so many different elements, no more than there are, each with the same chance.</summary>
    public static void PickDifferent<TValue>(this TValue value, Random random, int count, ElementAction action)
        where TValue : struct, IElementValue<TValue>
    {
        if (count * (long)DrawnPart > value.Count)
        {
            LeaveSomeOut(value, random, count, action);
        }
        else
        {
            DrawUntilDifferent(value, random, count, action);
        }
    }

    /// <summary>Each element that is left is taken with the chance of those still wanted among those still to come.</summary>
    private static void LeaveSomeOut<TValue>(TValue value, Random random, int wanted, ElementAction action)
        where TValue : struct, IElementValue<TValue>
    {
        var left = value.Count;
        value.ForEach((name, content) =>
        {
            if (random.Next(left--) < wanted)
            {
                wanted--;
                action(name, content);
            }
        });
    }

    private static void DrawUntilDifferent<TValue>(TValue value, Random random, int count, ElementAction action)
        where TValue : struct, IElementValue<TValue>
    {
        var drawn = new HashSet<byte[]>(BytesComparer.Instance);
        while (drawn.Count < count)
        {
            value.Pick(random, (name, content) =>
            {
                if (drawn.Add(name.ToArray()))
                {
                    action(name, content);
                }
            });
        }
    }
}
