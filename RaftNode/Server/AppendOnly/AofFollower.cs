using RaftNode.Commands;
using RaftNode.Persistence.Aof;

namespace RaftNode.Server.AppendOnly;

/// <summary>Appends what commands change to the log.</summary>
internal sealed class AofFollower(AofAppender appender) : IEffectFollower
{
    /// <inheritdoc/>
    /// <exception cref="AofException">It cannot be appended, and the data is not what the log says any more.</exception>
    public void Take(Effects effects)
    {
        if (effects.IsOverflowed)
        {
            throw new AofException("A command or transaction has changed more than 2 GB, which the AOF cannot take");
        }

        appender.Begin(effects.DatabaseOf(0), effects.Count);
        for (var i = 0; i < effects.Count; i++)
        {
            appender.Append(effects.DatabaseOf(i), effects[i]);
        }

        appender.End();
    }
}
