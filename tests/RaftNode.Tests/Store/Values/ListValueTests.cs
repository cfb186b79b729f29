using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Tests.Store.Values;

public sealed class ListValueTests : IDisposable
{
    private readonly StoreState _state = new(new RecordedEvents());
    private readonly StoreSettings _settings = new();
    private readonly Keyspace _database;
    private readonly List<string> _model = [];
    private ListValue _list;

    public ListValueTests()
    {
        _database = new Keyspace(_state, 0);
        _list = Create();
    }

    private DataEncoding Encoding => _database.Peek("list"u8).Encoding;

    public void Dispose() => _database.Clear();

    [Theory]
    [InlineData(-2)]
    [InlineData(-1)]
    [InlineData(4)]
    [InlineData(1)]
    public void It_does_what_a_list_does(int nodeSize)
    {
        _settings.ListMaxListpackSize = nodeSize;
        var random = new Random(nodeSize);
        for (var i = 0; i < 20_000; i++)
        {
            Change(random);
            Assert.Equal(_model.Count, _list.Count);
            if (i % 200 == 0)
            {
                Check(random);
            }

            if (_model.Count == 0)
            {
                _list = Create();
            }
        }

        Check(random);
    }

    [Fact]
    public void It_is_one_block_until_it_outgrows_a_node()
    {
        var value = new string('v', 100);
        for (var i = 0; i < 70; i++)
        {
            Push(ListEnd.Right, value);
        }

        Assert.Equal(DataEncoding.Listpack, Encoding);
        Assert.Equal("quicklist"u8, EncodingNames.NameOf(_database.Peek("list"u8)));
        for (var i = 0; i < 20; i++)
        {
            Push(ListEnd.Left, value);
        }

        Assert.Equal(DataEncoding.Quicklist, Encoding);
        Assert.Equal("quicklist"u8, EncodingNames.NameOf(_database.Peek("list"u8)));
        Check(new Random(1));
    }

    [Fact]
    public void A_value_of_any_length_is_an_element()
    {
        foreach (var length in new[] { 100_000, 5, 9_000, 0, 8_000 })
        {
            Push(ListEnd.Left, new string('v', length));
        }

        Check(new Random(1));
    }

    [Fact]
    public void No_node_outgrows_its_size_by_what_replaces_its_elements()
    {
        for (var i = 0; i < 100; i++)
        {
            Push(ListEnd.Right, "short");
        }

        for (var i = 0; i < 100; i++)
        {
            Replace(i, new string('l', 1_000 + i));
        }

        Check(new Random(1));
        var nodes = (Quicklist)_state.Objects[_database.Peek("list"u8).ObjectNumber];
        for (var node = 0; node < nodes.NodeCount; node++)
        {
            Assert.InRange(nodes[node].TotalBytes, 1, 8_192);
        }
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.ASCII.GetBytes(text);

    private static string Text(PackedElement element)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        return System.Text.Encoding.ASCII.GetString(element.Text(scratch));
    }

    private ListValue Create() => ListValue.Create(_database, _database.Locate("list"u8), "list"u8, _state.Objects);

    private void Change(Random random)
    {
        var value = random.Next(4) == 0 ? $"{random.Next(100_000)}" : new string('v', random.Next(random.Next(20) == 0 ? 6_000 : 60));
        switch (random.Next(_model.Count > 300 ? 9 : 6))
        {
            case 0 or 1:
                Push(ListEnd.Left, value);
                break;
            case 2 or 3:
                Push(ListEnd.Right, value);
                break;
            case 4 when _model.Count > 0:
                Insert(random.Next(_model.Count), value, isAfter: random.Next(2) == 0);
                break;
            case 5 when _model.Count > 0:
                Replace(random.Next(_model.Count), value);
                break;
            case 6 or 7:
                Remove(random.Next(_model.Count));
                break;
            case 8:
                var start = random.Next(_model.Count);
                var count = random.Next(20) == 0 ? _model.Count - start : Math.Min(random.Next(20), _model.Count - start);
                _list.RemoveRange(start, count);
                _model.RemoveRange(start, count);
                break;
        }
    }

    private void Push(ListEnd end, string value)
    {
        _list.Push(end, Bytes(value), _settings);
        _model.Insert(end == ListEnd.Left ? 0 : _model.Count, value);
    }

    private void Insert(int index, string value, bool isAfter)
    {
        var position = _list.Insert(_list.Seek(index), Bytes(value), isAfter, _settings);
        _model.Insert(isAfter ? index + 1 : index, value);
        Assert.Equal(value, Text(_list.ElementAt(position)));
    }

    private void Replace(int index, string value)
    {
        _list.Replace(_list.Seek(index), Bytes(value), _settings);
        _model[index] = value;
    }

    private void Remove(int index)
    {
        var next = _list.Remove(_list.Seek(index));
        _model.RemoveAt(index);
        Assert.Equal(index < _model.Count ? _model[index] : null, next.IsEnd ? null : Text(_list.ElementAt(next)));
    }

    private void Check(Random random)
    {
        var forwards = new List<string>();
        for (var cursor = _list.CursorAt(_list.Seek(ListEnd.Left)); !cursor.IsEnd; cursor.Next())
        {
            forwards.Add(Text(cursor.Current));
        }

        var backwards = new List<string>();
        for (var cursor = _list.CursorAt(_list.Seek(ListEnd.Right)); !cursor.IsEnd; cursor.Previous())
        {
            backwards.Add(Text(cursor.Current));
        }

        Assert.Equal(_model, forwards);
        Assert.Equal(Enumerable.Reverse(_model), backwards);
        for (var i = 0; i < 20 && _model.Count > 0; i++)
        {
            var index = random.Next(_model.Count);
            Assert.Equal(_model[index], Text(_list.ElementAt(_list.Seek(index))));
            Assert.Equal(_model[index], Text(_list.ElementAt(_list.Seek(index - _model.Count))));
        }

        Assert.True(_list.Seek(_model.Count).IsEnd);
        Assert.True(_list.Seek(-_model.Count - 1).IsEnd);
    }
}
