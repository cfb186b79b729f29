using RaftNode.Store.Keys;

namespace RaftNode.Persistence.Snapshots;

/// <summary>A large value of which a part is written.</summary>
internal interface IOpenValue
{
    IStoredValue Value { get; }

    /// <summary>Where it is written.</summary>
    SnapshotSection Section { get; }

    /// <summary>Writes some more. Answers false when all is written.</summary>
    bool Step();

    /// <summary>Lets the value go, whether all is written or not.</summary>
    void Close();
}
