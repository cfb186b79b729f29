namespace Conformance.Tests;

/// <summary>Replies whose elements come in any order.</summary>
internal static class Elements
{
    /// <summary>The same reply with its elements in order, and theirs in turn; those of a map go with their values.</summary>
    public static string Sorted(string reply)
    {
        var lines = reply.Split('|');
        var elements = new List<string>();
        for (var at = 1; at < lines.Length - 1;)
        {
            var first = at;
            at = Next(lines, at);
            if (reply[0] == '%')
            {
                at = Next(lines, at);
            }

            var element = string.Join('|', lines[first..at]);
            elements.Add(element[0] is '*' or '~' ? Sorted(element + "|")[..^1] : element);
        }

        elements.Sort(StringComparer.Ordinal);
        return string.Join('|', [lines[0], .. elements, ""]);
    }

    /// <summary>Where the element after the one at a line begins.</summary>
    private static int Next(string[] lines, int at)
    {
        var header = lines[at++];
        switch (header[0])
        {
            case '$' or '=' when header[1] != '-':
                return at + 1;
            case '*' or '~' or '%' when header[1] != '-':
                var count = int.Parse(header.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) * (header[0] == '%' ? 2 : 1);
                for (var i = 0; i < count; i++)
                {
                    at = Next(lines, at);
                }

                return at;
            default:
                return at;
        }
    }
}
