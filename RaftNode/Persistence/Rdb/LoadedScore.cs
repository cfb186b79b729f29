using RaftNode.Store.Numbers;
using RaftNode.Store.Packed;

namespace RaftNode.Persistence.Rdb;

/// <summary>Scores of sorted sets as files have them.</summary>
internal static class LoadedScore
{
    // The lengths of scores of old that are none.
    private const byte NotANumber = 253;
    private const byte Infinity = 254;
    private const byte NegativeInfinity = 255;

    /// <summary>Reads a score of a listpack.</summary>
    public static bool TryRead(PackedElement element, out double score)
    {
        score = element.Number;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        return element.IsNumber || DoubleText.TryParse(element.Text(scratch), out score);
    }

    /// <summary>Reads the score that follows: its text, or a mark that it is none.</summary>
    public static double ReadText(RdbReader reader)
    {
        var length = reader.ReadByte();
        return length switch
        {
            Infinity => double.PositiveInfinity,
            NegativeInfinity => double.NegativeInfinity,
            NotANumber => double.NaN,
            _ => DoubleText.TryParse(reader.Read(length), out var score) ? score : throw reader.Problem("A score is no number"),
        };
    }
}
