using System.Buffers.Text;
using System.Text;

namespace RedisLib.Slots;

/// <summary>Where a command's keys are, for routing it to the node that serves them. A command that is not listed has its key first, as most have.</summary>
internal static class CommandKeys
{
    /// <summary>A command without a key: any master may run it.</summary>
    public const int NoSlot = -1;

    /// <summary>Keys of different slots: no node can run it.</summary>
    public const int CrossSlot = -2;

    private enum Layout
    {
        First,
        None,
        Second,
        All,
        EveryOther,
        FirstTwo,
        AllButLast,
        FromSecond,
        CountFirst,
        CountSecond,
        DestinationAndCount,
        AfterStreams,
    }

    /// <summary>The slot of a command's keys, <see cref="NoSlot"/> or <see cref="CrossSlot"/>.</summary>
    public static int SlotOf(RedisCommand command)
    {
        var slot = NoSlot;
        foreach (var index in Positions(command, LayoutOf(command)))
        {
            var next = index < command.ArgumentCount ? HashSlot.Of(command.Argument(index)) : slot;
            if (slot != NoSlot && next != slot)
            {
                return CrossSlot;
            }

            slot = next;
        }

        return slot;
    }

    private static Layout LayoutOf(RedisCommand command) => command.Name switch
    {
        "ACL" or "ASKING" or "AUTH" or "BGREWRITEAOF" or "BGSAVE" or "CLIENT" or "CLUSTER" or "COMMAND" or "CONFIG" or "DBSIZE" or "DISCARD"
            or "ECHO" or "EXEC" or "FLUSHALL" or "FLUSHDB" or "FUNCTION" or "HELLO" or "INFO" or "KEYS" or "LASTSAVE" or "LATENCY" or "LOLWUT"
            or "MODULE" or "MULTI" or "PING" or "PUBLISH" or "PUBSUB" or "QUIT" or "RANDOMKEY" or "READONLY" or "READWRITE" or "RESET" or "ROLE"
            or "SAVE" or "SCAN" or "SCRIPT" or "SELECT" or "SHUTDOWN" or "SLOWLOG" or "SWAPDB" or "TIME" or "UNWATCH" or "WAIT" or "WAITAOF" => Layout.None,
        "OBJECT" or "XGROUP" or "XINFO" or "MEMORY" or "DEBUG" => Layout.Second,
        "DEL" or "EXISTS" or "MGET" or "PFCOUNT" or "PFMERGE" or "SDIFF" or "SDIFFSTORE" or "SINTER" or "SINTERSTORE" or "SUNION" or "SUNIONSTORE"
            or "TOUCH" or "UNLINK" or "WATCH" => Layout.All,
        "MSET" or "MSETNX" => Layout.EveryOther,
        "BLMOVE" or "BRPOPLPUSH" or "COPY" or "GEOSEARCHSTORE" or "LCS" or "LMOVE" or "RENAME" or "RENAMENX" or "RPOPLPUSH" or "SMOVE"
            or "ZRANGESTORE" => Layout.FirstTwo,
        "BLPOP" or "BRPOP" or "BZPOPMAX" or "BZPOPMIN" => Layout.AllButLast,
        "BITOP" => Layout.FromSecond,
        "LMPOP" or "SINTERCARD" or "ZDIFF" or "ZINTER" or "ZINTERCARD" or "ZMPOP" or "ZUNION" => Layout.CountFirst,
        "BLMPOP" or "BZMPOP" or "EVAL" or "EVALSHA" or "EVALSHA_RO" or "EVAL_RO" or "FCALL" or "FCALL_RO" => Layout.CountSecond,
        "ZDIFFSTORE" or "ZINTERSTORE" or "ZUNIONSTORE" => Layout.DestinationAndCount,
        "XREAD" or "XREADGROUP" => Layout.AfterStreams,
        _ => Layout.First,
    };

    private static IEnumerable<int> Positions(RedisCommand command, Layout layout) => layout switch
    {
        Layout.None => [],
        Layout.Second => [1],
        Layout.All => Enumerable.Range(0, command.ArgumentCount),
        Layout.EveryOther => Enumerable.Range(0, (command.ArgumentCount + 1) / 2).Select(pair => pair * 2),
        Layout.FirstTwo => [0, 1],
        Layout.AllButLast => Enumerable.Range(0, Math.Max(0, command.ArgumentCount - 1)),
        Layout.FromSecond => Enumerable.Range(1, Math.Max(0, command.ArgumentCount - 1)),
        Layout.CountFirst => Enumerable.Range(1, CountAt(command, 0)),
        Layout.CountSecond => Enumerable.Range(2, CountAt(command, 1)),
        Layout.DestinationAndCount => Enumerable.Range(2, CountAt(command, 1)).Prepend(0),
        Layout.AfterStreams => AfterStreams(command),
        _ => [0],
    };

    /// <summary>The number of keys that an argument tells; none when it is not a number, so that the server refuses the command.</summary>
    private static int CountAt(RedisCommand command, int index) =>
        index < command.ArgumentCount && Utf8Parser.TryParse(command.Argument(index), out int count, out _)
            ? Math.Clamp(count, 0, command.ArgumentCount)
            : 0;

    /// <summary>XREAD ... STREAMS key key id id: the first half of what follows the word.</summary>
    private static IEnumerable<int> AfterStreams(RedisCommand command)
    {
        for (var i = 0; i < command.ArgumentCount; i++)
        {
            if (Ascii.EqualsIgnoreCase(command.Argument(i), "STREAMS"u8))
            {
                return Enumerable.Range(i + 1, (command.ArgumentCount - i - 1) / 2);
            }
        }

        return [];
    }
}
