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
        .. CommandGroup.String.Of(StringCommands.Rows, CounterCommands.Rows, SubstringCommands.Rows, LcsCommand.Rows),
        .. CommandGroup.Hash.Of(HashCommands.Rows),
        .. CommandGroup.List.Of(ListCommands.Rows, ListPopCommands.Rows, ListMoveCommands.Rows),
        .. CommandGroup.Set.Of(SetCommands.Rows, SetAlgebraCommands.Rows),
        .. CommandGroup.SortedSet.Of(SortedSetCommands.Rows, AddCommands.Rows, RangeCommands.Rows, PopCommands.Rows, AlgebraCommands.Rows),
        .. CommandGroup.Generic.Of(KeyCommands.Rows, ObjectCommands.Rows, ExpiryCommands.Rows, SortCommands.Rows, new DumpCommands(rdb).Rows),
    ];
}
