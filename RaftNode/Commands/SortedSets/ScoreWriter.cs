using RaftNode.Store.Numbers;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;
using RedisLib.Resp;

namespace RaftNode.Commands.SortedSets;

/// <summary>Writes members and scores.</summary>
internal static class ScoreWriter
{
    /// <summary>A double; RESP2 has its digits.</summary>
    public static void WriteScore(this RespWriter reply, double score)
    {
        Span<byte> text = stackalloc byte[DoubleText.MaxBytes];
        reply.WriteDouble(text[..DoubleText.Format(score, text)]);
    }

    /// <summary>The member that a cursor is at.</summary>
    public static void WriteMember(this RespWriter reply, ZsetCursor cursor)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        reply.WriteBulkString(cursor.Member(scratch));
    }

    /// <summary>The members of a walk, with or without their scores.</summary>
    /// <param name="reply">Where they are written to. RESP2 has members and scores in one flat array, RESP3 an array for each pair.</param>
    /// <param name="cursor">Before the first one.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="withScores">Whether scores are written.</param>
    public static void WriteMembers(this RespWriter reply, ZsetCursor cursor, int count, bool withScores)
    {
        var arePairs = withScores && reply.Version == RespVersion.Resp3;
        reply.WriteArrayHeader(withScores && !arePairs ? checked(2 * count) : count);
        for (; !cursor.IsEnd; cursor.MoveNext())
        {
            if (arePairs)
            {
                reply.WriteArrayHeader(2);
            }

            reply.WriteMember(cursor);
            if (withScores)
            {
                reply.WriteScore(cursor.Score);
            }
        }
    }
}
