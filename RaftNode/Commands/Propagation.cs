using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>
/// Collects what commands change, as requests that come to the same, and hands it on when a command or a transaction is done. A command
/// stands for itself unless chance, the clock or somebody else's data had a part in it: then it says what is propagated instead.
/// </summary>
internal sealed class Propagation
{
    private readonly List<IEffectFollower> _followers = [];
    private readonly Effects _effects = new();
    private readonly EffectWriter _writer;
    private int _database;
    private bool _isOpen;
    private bool _isVerbatim;

    public Propagation() => _writer = new EffectWriter(_effects);

    /// <summary>Hands all effects from now on to somebody else as well.</summary>
    public void Follow(IEffectFollower follower)
    {
        _followers.Add(follower);
        _writer.IsOn = true;
    }

    /// <summary>Hands nothing more to somebody.</summary>
    public void Unfollow(IEffectFollower follower)
    {
        _followers.Remove(follower);
        _writer.IsOn = _followers.Count > 0;
    }

    /// <summary>A command begins, whose request will do unless it says otherwise.</summary>
    public void Begin(int database)
    {
        _database = database;
        _isOpen = true;
        _isVerbatim = true;
    }

    /// <summary>The request of this command is not propagated, only what <see cref="Add"/> adds.</summary>
    public void Replace() => _isVerbatim = false;

    /// <summary>Adds a request of so many strings, which are to be written next. It is for what was done already, and replaces the command's own.</summary>
    public EffectWriter Add(int count)
    {
        Replace();
        _writer.Begin(_database, count);
        return _writer;
    }

    /// <summary>Adds the removal of a key.</summary>
    public void AddDelete(ReadOnlySpan<byte> key)
    {
        Replace();
        WriteDelete(_database, key);
    }

    /// <summary>The command has changed something.</summary>
    public void End(in RespRequest request)
    {
        if (!_isVerbatim || !_writer.IsOn)
        {
            return;
        }

        _writer.Begin(_database, request.Count);
        for (var i = 0; i < request.Count; i++)
        {
            _writer.WriteBulkString(request[i]);
        }
    }

    /// <summary>A key was removed because its time was over, by a command that came upon it or by nobody's.</summary>
    public void Expired(int database, ReadOnlySpan<byte> key)
    {
        WriteDelete(database, key);
        if (!_isOpen)
        {
            Complete();
        }
    }

    /// <summary>A command is done, or a transaction with all its commands: nothing that follows belongs to it.</summary>
    public void Complete()
    {
        _isOpen = false;
        if (_effects.Count == 0)
        {
            return;
        }

        foreach (var follower in _followers)
        {
            follower.Take(_effects);
        }

        _effects.Clear();
    }

    private void WriteDelete(int database, ReadOnlySpan<byte> key)
    {
        _writer.Begin(database, 2);
        _writer.WriteBulkString("DEL"u8);
        _writer.WriteBulkString(key);
    }
}
