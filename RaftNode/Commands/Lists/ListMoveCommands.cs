using RaftNode.Commands.Blocking;
using RaftNode.Store.Keys;
using RaftNode.Store.Packed;
using RaftNode.Store.Values;

namespace RaftNode.Commands.Lists;

/// <summary>The commands that take an element off a list and add it to another one, or to the same.</summary>
internal static class ListMoveCommands
{
    private const CommandFlags Write = CommandFlags.Write | CommandFlags.DenyOutOfMemory;
    private const CommandFlags BlockingWrite = Write | CommandFlags.NoScript | CommandFlags.Blocking;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("blmove", 6, BlockingWrite, KeySpecification.Two.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete, KeyUse.ReadWrite | KeyUse.Insert), context => MoveEnds(context, timeout: 5))
        {
            Summary = "Pop an element from a list, push it to another list and return it; or block until one is available", Since = "6.2.0", Complexity = "O(1)",
            Arguments = "source:key destination:key (LEFT | RIGHT) (LEFT | RIGHT) timeout:double",
        },
        new("brpoplpush", 4, BlockingWrite, KeySpecification.Two.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete, KeyUse.ReadWrite | KeyUse.Insert), context => Move(context, ListEnd.Right, ListEnd.Left, timeout: 3))
        {
            Summary = "Pop an element from a list, push it to another list and return it; or block until one is available", Since = "2.2.0", Complexity = "O(1)",
            Arguments = "source:key destination:key timeout:double",
        },
        new("lmove", 5, Write, KeySpecification.Two.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete, KeyUse.ReadWrite | KeyUse.Insert), context => MoveEnds(context))
        {
            Summary = "Pop an element from a list, push it to another list and return it", Since = "6.2.0", Complexity = "O(1)",
            Arguments = "source:key destination:key (LEFT | RIGHT) (LEFT | RIGHT)",
        },
        new("rpoplpush", 3, Write, KeySpecification.Two.For(KeyUse.ReadWrite | KeyUse.Access | KeyUse.Delete, KeyUse.ReadWrite | KeyUse.Insert), context => Move(context, ListEnd.Right, ListEnd.Left))
        {
            Summary = "Remove the last element in a list, prepend it to another list and return it", Since = "1.2.0", Complexity = "O(1)",
            Arguments = "source:key destination:key",
        },
    ];

    private static void MoveEnds(CommandContext context, int timeout = 0)
    {
        if (TryReadEnd(context, 3, out var from) && TryReadEnd(context, 4, out var to))
        {
            Move(context, from, to, timeout);
        }
    }

    private static bool TryReadEnd(CommandContext context, int index, out ListEnd end)
    {
        end = context.Is(index, "LEFT"u8) ? ListEnd.Left : ListEnd.Right;
        if (end == ListEnd.Left || context.Is(index, "RIGHT"u8))
        {
            return true;
        }

        context.Fail(Errors.Syntax);
        return false;
    }

    /// <summary>Moves an element, or waits for one where a timeout is given.</summary>
    private static void Move(CommandContext context, ListEnd from, ListEnd to, int timeout = 0)
    {
        var deadline = BlockingTimeout.Never;
        if ((timeout > 0 && !BlockingTimeout.TryReadSeconds(context, timeout, out deadline))
            || !ListCommands.TryFind(context, context[1], out var found))
        {
            return;
        }

        if (found is not { } source)
        {
            if (timeout > 0 && context.MayBlock)
            {
                context.Block(DataType.List, firstKey: 1, keyCount: 1, deadline);
            }
            else
            {
                context.Reply.WriteNull();
            }

            return;
        }

        var target = context.Database.Locate(context[2]);
        if (context.IsOf(DataType.List, target.Entry))
        {
            Move(context, source, from, target, to);
            PropagateWithoutTimeout(context, timeout);
        }
    }

    private static void Move(CommandContext context, ListValue source, ListEnd from, in KeyPlace target, ListEnd to)
    {
        var value = TakeOff(source, from);
        var list = target.Entry.IsNone
            ? ListValue.Create(context.Database, target, context[2], context.State.Objects)
            : new ListValue(target.Entry, context.State.Objects);
        list.Push(to, value, context.Settings);
        context.Reply.WriteBulkString(value);
        context.Changed(context[2], KeyEvents.List, ListCommands.PushEvent(to));
        ListPopCommands.Popped(context, context[1], source, from, count: 0);
    }

    private static byte[] TakeOff(ListValue list, ListEnd end)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var position = list.Seek(end);
        var value = list.ElementAt(position).Text(scratch).ToArray();
        list.Remove(position);
        return value;
    }

    /// <summary>What waits is written to the log as what does not.</summary>
    private static void PropagateWithoutTimeout(CommandContext context, int timeout)
    {
        if (timeout == 0)
        {
            return;
        }

        var request = context.Propagation.Add(timeout);
        request.WriteBulkString(context.Command.Name == "blmove" ? "LMOVE"u8 : "RPOPLPUSH"u8);
        for (var i = 1; i < timeout; i++)
        {
            request.WriteBulkString(context[i]);
        }
    }
}
