using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RaftNode.Store.Memory;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Persistence.Snapshots;

/// <summary>A list that is written node by node while it changes: the list leaves its old nodes here and goes on with copies.</summary>
internal sealed class OpenList : IOpenValue, IListSnapshot
{
    private readonly Quicklist _list;
    private readonly Address[] _nodes;
    private readonly HashSet<int> _own = [];
    private int _next;

    public OpenList(SnapshotSection section, Quicklist list)
    {
        Section = section;
        _list = list;
        _nodes = list.Share(this);
        section.Writer.WriteLength(_nodes.Length);
    }

    public SnapshotSection Section { get; }

    public IStoredValue Value => _list;

    public bool Step()
    {
        RdbValues.WriteNode(Section.Writer, new Listpack(_nodes[_next]));
        Section.Cut();
        if (_own.Remove(_next))
        {
            Listpack.Free(_nodes[_next]);
        }

        return ++_next < _nodes.Length;
    }

    public void Close()
    {
        _list.Unshare();
        foreach (var node in _own)
        {
            Listpack.Free(_nodes[node]);
        }

        _own.Clear();
    }

    public bool Keeps(int node) => node >= _next && _own.Add(node);
}
