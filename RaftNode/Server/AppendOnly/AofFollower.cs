using RaftNode.Commands;
using RaftNode.Persistence.Aof;

namespace RaftNode.Server.AppendOnly;

/// <summary>Appends what commands change to the log.</summary>
internal sealed class AofFollower(AofAppender appender) : IEffectFollower
{
    public void Take(Effects effects)
    {
        appender.Begin(effects.DatabaseOf(0), effects.Count);
        for (var i = 0; i < effects.Count; i++)
        {
            appender.Append(effects.DatabaseOf(i), effects[i]);
        }

        appender.End();
    }
}
