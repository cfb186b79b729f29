using RaftNode.Commands.Hashes;
using RaftNode.Commands.Keys;
using RaftNode.Commands.Lists;
using RaftNode.Commands.Sets;
using RaftNode.Commands.SortedSets;
using RaftNode.Commands.Strings;
using RaftNode.Persistence.Rdb;

namespace RaftNode.Commands;

/// <summary>All commands of data: those that need nothing but it.</summary>
internal static class CommandFamilies
{
    public static IEnumerable<Command> Rows(RdbSettings rdb) =>
    [
        .. StringCommands.Rows,
        .. CounterCommands.Rows,
        .. SubstringCommands.Rows,
        .. LcsCommand.Rows,
        .. HashCommands.Rows,
        .. ListCommands.Rows,
        .. ListPopCommands.Rows,
        .. ListMoveCommands.Rows,
        .. SetCommands.Rows,
        .. SetAlgebraCommands.Rows,
        .. SortedSetCommands.Rows,
        .. AddCommands.Rows,
        .. RangeCommands.Rows,
        .. PopCommands.Rows,
        .. AlgebraCommands.Rows,
        .. KeyCommands.Rows,
        .. ExpiryCommands.Rows,
        .. SortCommands.Rows,
        .. new DumpCommands(rdb).Rows,
    ];
}
