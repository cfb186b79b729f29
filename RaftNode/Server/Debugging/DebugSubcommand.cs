using System.Text;
using RaftNode.Commands;

namespace RaftNode.Server.Debugging;

/// <summary>Something that DEBUG does, which who tests a server needs and nobody else.</summary>
/// <param name="Name">The second string of the request, in upper case; what follows stands behind it in <paramref name="Help"/>.</param>
/// <param name="Least">How many strings a request has at least, DEBUG included.</param>
/// <param name="Most">How many at most.</param>
/// <param name="Help">The lines of DEBUG HELP, its own name first.</param>
/// <param name="Method">Does it.</param>
internal sealed record DebugSubcommand(string Name, int Least, int Most, IReadOnlyList<string> Help, CommandMethod Method)
{
    public bool Accepts(CommandContext context) =>
        context.Count >= Least && context.Count <= Most && Ascii.EqualsIgnoreCase(context[1], Name);
}
