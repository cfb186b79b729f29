using System.Text;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Tests.Store.Values;

public sealed class QuicklistTests : IDisposable
{
    private readonly Quicklist _list = new();
    private readonly List<string> _model = [];

    public void Dispose() => _list.Free();

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    [InlineData(1)]
    public void It_does_what_a_list_does(int nodeSize)
    {
        var random = new Random(7);
        for (var i = 0; i < 20_000; i++)
        {
            var value = new string((char)('a' + random.Next(26)), random.Next(random.Next(10) == 0 ? 6000 : 60));
            switch (random.Next(_model.Count > 300 ? 9 : 6))
            {
                case 0 or 1:
                    _list.PushFirst(Encoding.ASCII.GetBytes(value), nodeSize);
                    _model.Insert(0, value);
                    break;
                case 2 or 3:
                    _list.PushLast(Encoding.ASCII.GetBytes(value), nodeSize);
                    _model.Add(value);
                    break;
                case 4 when _model.Count > 0:
                    Insert(random.Next(_model.Count), value, isAfter: random.Next(2) == 0, nodeSize);
                    break;
                case 5 when _model.Count > 0:
                    var replaced = random.Next(_model.Count);
                    _list.Replace(_list.Seek(replaced), Encoding.ASCII.GetBytes(value));
                    _model[replaced] = value;
                    break;
                case 6 or 7 when _model.Count > 0:
                    Remove(random.Next(_model.Count));
                    break;
                case 8:
                    var start = random.Next(_model.Count);
                    var count = Math.Min(random.Next(20), _model.Count - start);
                    _list.RemoveRange(start, count);
                    _model.RemoveRange(start, count);
                    break;
            }

            Assert.Equal(_model.Count, _list.Count);
            if (i % 500 == 0)
            {
                Check(random);
            }
        }

        Check(random);
    }

    [Theory]
    [InlineData(-2, 8192)]
    [InlineData(10, 8192)]
    public void No_node_is_longer_than_its_size_allows(int nodeSize, int maxBytes)
    {
        for (var i = 0; i < 5_000; i++)
        {
            _list.PushLast(Encoding.ASCII.GetBytes($"element {i}"), nodeSize);
        }

        for (var node = 0; node < _list.NodeCount; node++)
        {
            Assert.InRange(_list[node].TotalBytes, 1, maxBytes);
            Assert.InRange(_list[node].Count, 1, nodeSize < 0 ? maxBytes : nodeSize);
        }
    }

    private void Insert(int index, string value, bool isAfter, int nodeSize)
    {
        _list.Insert(_list.Seek(index), Encoding.ASCII.GetBytes(value), isAfter, nodeSize);
        _model.Insert(isAfter ? index + 1 : index, value);
    }

    private void Remove(int index)
    {
        var next = _list.Remove(_list.Seek(index));
        _model.RemoveAt(index);
        if (index < _model.Count)
        {
            Assert.Equal(_model[index], Text(next));
        }
        else
        {
            Assert.True(next.IsEnd);
        }
    }

    private void Check(Random random)
    {
        var forwards = new List<string>();
        for (var position = _list.Seek(0); !position.IsEnd; position = _list.Next(position))
        {
            forwards.Add(Text(position));
        }

        var backwards = new List<string>();
        for (var position = _list.Seek(-1); !position.IsEnd; position = _list.Previous(position))
        {
            backwards.Add(Text(position));
        }

        Assert.Equal(_model, forwards);
        Assert.Equal(Enumerable.Reverse(_model), backwards);
        for (var i = 0; i < 20 && _model.Count > 0; i++)
        {
            var index = random.Next(_model.Count);
            Assert.Equal(_model[index], Text(_list.Seek(index)));
            Assert.Equal(_model[index], Text(_list.Seek(index - _model.Count)));
        }
    }

    private string Text(ListPosition position)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        return Encoding.ASCII.GetString(_list.ElementAt(position).Text(scratch));
    }
}
