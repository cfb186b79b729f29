namespace RaftNode.Commands.Keys;

/// <summary>The words of SORT: <c>[BY pattern] [LIMIT offset count] [GET pattern ...] [ASC|DESC] [ALPHA] [STORE destination]</c>.</summary>
internal sealed class SortOptions
{
    private readonly List<SortPattern> _gets = [];
    private long _first;
    private long _count = -1;

    /// <summary>What is compared instead of the elements, or null.</summary>
    public SortPattern? By { get; private set; }

    /// <summary>What is answered instead of the elements, if anything.</summary>
    public IReadOnlyList<SortPattern> Gets => _gets;

    public bool IsDescending { get; private set; }

    /// <summary>Whether bytes are compared, and not numbers.</summary>
    public bool IsAlphabetic { get; private set; }

    /// <summary>Whether the elements are brought into another order at all.</summary>
    public bool Sorts => By is not { IsConstant: true };

    /// <summary>Which argument names the list that takes the result; 0 for none.</summary>
    public int StoreIndex { get; private set; }

    /// <summary>Reads them, or answers the error.</summary>
    public static bool TryRead(CommandContext context, bool mayStore, out SortOptions options)
    {
        options = new SortOptions();
        for (var i = 2; i < context.Count; i++)
        {
            var more = context.Count - 1 - i;
            if (context.Is(i, "ASC"u8) || context.Is(i, "DESC"u8))
            {
                options.IsDescending = context.Is(i, "DESC"u8);
            }
            else if (context.Is(i, "ALPHA"u8))
            {
                options.IsAlphabetic = true;
            }
            else if (context.Is(i, "LIMIT"u8) && more >= 2)
            {
                if (!context.TryReadInteger(++i, out options._first) || !context.TryReadInteger(++i, out options._count))
                {
                    return false;
                }
            }
            else if (context.Is(i, "STORE"u8) && more >= 1 && mayStore)
            {
                options.StoreIndex = ++i;
            }
            else if (context.Is(i, "BY"u8) && more >= 1)
            {
                options.By = new SortPattern(context[++i]);
            }
            else if (context.Is(i, "GET"u8) && more >= 1)
            {
                options._gets.Add(new SortPattern(context[++i]));
            }
            else
            {
                context.Fail(Errors.Syntax);
                return false;
            }
        }

        return true;
    }

    /// <summary>Has the elements themselves compared, as bytes.</summary>
    public void SortByBytes()
    {
        By = null;
        IsAlphabetic = true;
    }

    /// <summary>Which of so many elements LIMIT leaves.</summary>
    public Range RangeOf(int length)
    {
        var start = (int)Math.Clamp(_first, 0, length);
        return _count < 0 ? start..length : start..(int)Math.Min(length, start + Math.Min(_count, length));
    }
}
