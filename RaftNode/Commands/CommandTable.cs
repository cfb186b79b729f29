using System.Collections.Frozen;
using RedisLib.Resp;

namespace RaftNode.Commands;

/// <summary>All commands by their names.</summary>
internal sealed class CommandTable
{
    /// <summary>Longer than any name, so that a huge one is not even looked up.</summary>
    private const int MaxNameBytes = 32;

    private readonly FrozenDictionary<string, Command> _commands;
    private readonly FrozenDictionary<string, Command>.AlternateLookup<ReadOnlySpan<char>> _lookup;

    public CommandTable(IEnumerable<Command> commands)
    {
        _commands = commands.ToFrozenDictionary(command => command.Name, StringComparer.OrdinalIgnoreCase);
        _lookup = _commands.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public IReadOnlyCollection<Command> All => _commands.Values;

    /// <summary>The command of a request, or the one of its container that the second string names; null when there is none.</summary>
    public Command? Find(in RespRequest request)
    {
        var command = Find(request[0]);
        return command is { Subcommands.Count: > 0 } && request.Count > 1 ? command.FindSubcommand(request[1]) : command;
    }

    /// <summary>The command of a name such as <c>get</c> or <c>config|set</c>, in any case, or null.</summary>
    public Command? FindByFullName(ReadOnlySpan<byte> name)
    {
        var bar = name.IndexOf((byte)'|');
        return bar < 0 ? Find(name) : Find(name[..bar])?.FindSubcommand(name[(bar + 1)..]);
    }

    /// <summary>The command of a name in any case, or null.</summary>
    public Command? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > MaxNameBytes)
        {
            return null;
        }

        Span<char> characters = stackalloc char[MaxNameBytes];
        for (var i = 0; i < name.Length; i++)
        {
            characters[i] = (char)name[i];
        }

        return _lookup.TryGetValue(characters[..name.Length], out var command) ? command : null;
    }
}
