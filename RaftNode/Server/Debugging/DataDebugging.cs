using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;
using RaftNode.Commands;
using RaftNode.Commands.Keys;
using RaftNode.Observability;
using RaftNode.Persistence.Rdb;
using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Tables;
using RaftNode.Store.Values;

namespace RaftNode.Server.Debugging;

/// <summary>What DEBUG tells of the data, and data that it makes up.</summary>
internal sealed class DataDebugging(IReadOnlyList<Keyspace> databases, StoreState state, RdbSettings settings, ILogger log)
{
    /// <summary>Redis keeps the time of the last access in so many bits.</summary>
    private const uint AccessMask = (1 << 24) - 1;

    /// <summary>For as many keys room is made at once; for more it is made as they come.</summary>
    private const int MaxReserved = 1 << 20;

    private readonly DataDigest _digest = new(state.Objects);

    public IReadOnlyList<DebugSubcommand> Subcommands =>
    [
        new("DIGEST", 2, 2, ["DIGEST", "    Output a hex signature representing the current DB content."], AnswerDigest),
        new(
            "DIGEST-VALUE", 2, int.MaxValue,
            ["DIGEST-VALUE <key> [<key> ...]", "    Output a hex signature of the values of all the specified keys."],
            AnswerDigests),
        new("HTSTATS", 3, 3, ["HTSTATS <dbid>", "    Return hash table statistics of the specified Redis database."], AnswerTableStatistics),
        new("LISTPACK", 3, 3, ["LISTPACK <key>", "    Show low level info about the listpack encoding of <key> in the log."], ShowListpack),
        new("OBJECT", 3, 3, ["OBJECT <key>", "    Show low level info about `key` and associated value."], AnswerObject),
        new(
            "POPULATE", 3, 5,
            [
                "POPULATE <count> [<prefix>] [<size>]",
                "    Create <count> string keys named key:<num>. If <prefix> is specified then",
                "    it is used instead of the 'key' prefix. These are not written to the AOF.",
            ],
            Populate),
    ];

    /// <summary>The entry of a key, or none, also when its time is over.</summary>
    private static Entry Find(Keyspace database, ReadOnlySpan<byte> key) =>
        new(database.Keys.Find(key, HashIndex<EntryLayout>.HashOf(key)));

    private void AnswerDigest(CommandContext context) => Answer(context, _digest.Of(databases));

    private void AnswerDigests(CommandContext context)
    {
        context.Reply.WriteArrayHeader(context.Count - 2);
        for (var i = 2; i < context.Count; i++)
        {
            var entry = Find(context.Database, context[i]);
            Answer(context, entry.IsNone ? new Digest() : _digest.Of(entry));
        }
    }

    private static void Answer(CommandContext context, Digest digest) => Answer(context, digest.ToString());

    private static void Answer(CommandContext context, string line) => context.Reply.WriteSimpleString(Encoding.UTF8.GetBytes(line));

    private void AnswerTableStatistics(CommandContext context)
    {
        if (!context.TryReadInteger(2, out var number))
        {
            return;
        }

        if (number < 0 || number >= databases.Count)
        {
            context.Fail("ERR Out of range database"u8);
            return;
        }

        var database = databases[(int)number];
        var text = $"[Dictionary HT]\n{TableStatistics.Of(database.Keys)}[Expires HT]\n{TableStatistics.Of(database.ExpiringKeys)}";
        context.Reply.WriteVerbatimString(Encoding.ASCII.GetBytes("txt:" + text));
    }

    private void ShowListpack(CommandContext context)
    {
        var entry = context.Database.Peek(context[2]);
        if (entry.IsNone)
        {
            context.Fail(Errors.NoSuchKey);
        }
        else if (!EncodingNames.NameOf(entry).SequenceEqual("listpack"u8))
        {
            context.Fail("ERR Not a listpack encoded object."u8);
        }
        else
        {
            var listpack = new Listpack(entry.ValueBlock);
            log.Listpack(Encoding.UTF8.GetString(context[2]), listpack.TotalBytes, listpack.Count, Describe(listpack));
            context.Reply.WriteSimpleString("Listpack structure printed on stdout"u8);
        }
    }

    /// <summary>The elements, each after its place.</summary>
    private static string Describe(Listpack listpack)
    {
        var text = new StringBuilder();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var place = Listpack.First; place < listpack.End; place = listpack.Next(place))
        {
            var element = listpack[place];
            var quote = element.IsNumber ? "" : "\"";
            text.Append(CultureInfo.InvariantCulture, $" {place}: {quote}{Encoding.UTF8.GetString(element.Text(scratch))}{quote}");
        }

        return text.ToString();
    }

    private void AnswerObject(CommandContext context)
    {
        var entry = Find(context.Database, context[2]);
        if (entry.IsNone)
        {
            context.Fail(Errors.NoSuchKey);
            return;
        }

        var length = DumpPayload.Measure(entry, state.Objects, settings);
        Answer(
            context,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Value at:0x{entry.Block.Value:x} refcount:{ObjectCommands.ReferencesOf(entry)} encoding:{Encoding.ASCII.GetString(EncodingNames.NameOf(entry))} "
                + $"serializedlength:{length} lru:{entry.Access & AccessMask} lru_seconds_idle:{ObjectCommands.IdleSecondsOf(entry, context)}{Nodes(context, entry)}"));
    }

    private string Nodes(CommandContext context, Entry entry)
    {
        if (entry.Type != DataType.List)
        {
            return "";
        }

        var list = new ListValue(entry, state.Objects);
        return string.Create(
            CultureInfo.InvariantCulture,
            $" ql_nodes:{list.NodeCount} ql_avg_node:{(double)list.Count / list.NodeCount:F2} ql_listpack_max:{context.Settings.ListMaxListpackSize}"
            + $" ql_compressed:0 ql_uncompressed_size:{list.NodeBytes}");
    }

    private static void Populate(CommandContext context)
    {
        if (!TryReadPositive(context, 2, out var count) || !TryReadSize(context, out var size))
        {
            return;
        }

        context.Database.Reserve((int)Math.Min(count, MaxReserved), expiringCount: 0);
        var prefix = context.Count > 3 ? Encoding.Latin1.GetString(context[3]) : "key";
        for (var number = 0L; number < count; number++)
        {
            var key = Encoding.Latin1.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{prefix}:{number}"));
            var place = context.Database.Locate(key);
            if (place.Entry.IsNone)
            {
                context.Database.SetString(place, key, ValueOf(number, size));
                context.Came(key);
            }
        }

        context.Reply.WriteOk();
    }

    /// <summary>The value of a key that is made up, cut or filled with zeros to a size where one is wanted.</summary>
    private static byte[] ValueOf(long number, int size)
    {
        var text = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"value:{number}"));
        if (size > 0)
        {
            Array.Resize(ref text, size);
        }

        return text;
    }

    private static bool TryReadSize(CommandContext context, out int size)
    {
        size = 0;
        if (context.Count < 5)
        {
            return true;
        }

        if (!TryReadPositive(context, 4, out var wanted))
        {
            return false;
        }

        if (wanted > context.Settings.MaxStringBytes)
        {
            context.Fail(Errors.StringTooLong);
            return false;
        }

        size = (int)wanted;
        return true;
    }

    private static bool TryReadPositive(CommandContext context, int index, out long number) =>
        context.TryReadAtLeast(index, 0, Errors.MustBePositive, out number);
}
