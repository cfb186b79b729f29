using System.Globalization;

namespace RaftNode.Server.Info;

/// <summary>Amounts of memory for people, as INFO has them: <c>1.58M</c>.</summary>
internal static class MemoryText
{
    private static readonly string[] Units = ["B", "K", "M", "G", "T", "P"];

    public static string Of(long bytes)
    {
        var amount = (double)bytes;
        var unit = 0;
        while (amount >= 1024 && unit < Units.Length - 1)
        {
            amount /= 1024;
            unit++;
        }

        return unit == 0 ? $"{bytes}B" : string.Create(CultureInfo.InvariantCulture, $"{amount:F2}{Units[unit]}");
    }
}
