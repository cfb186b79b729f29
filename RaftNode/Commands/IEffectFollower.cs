namespace RaftNode.Commands;

/// <summary>Is told what changes: all that it was given, executed in order on the data of the time it began, makes the same data.</summary>
internal interface IEffectFollower
{
    /// <summary>Takes what a command has changed, or all commands of a transaction, or a key that expired. It is gone with the call.</summary>
    void Take(Effects effects);
}
