using System.Text;
using RaftNode.Commands;

namespace RaftNode.Server.Lolwut;

/// <summary>LOLWUT: a piece of computer art, and the version. https://redis.io/docs/latest/commands/lolwut/</summary>
internal static class LolwutCommand
{
    /// <summary>The versions that Redis has a picture for; at others it tells no more than the version.</summary>
    private static readonly long[] PictureVersions = [5, 6];

    private const int UsualColumns = 66;
    private const int MaxColumns = 1000;
    private const int UsualRows = 12;
    private const int MaxRows = 200;

    public static IEnumerable<Command> Rows { get; } =
    [
        new("lolwut", -1, CommandFlags.ReadOnly | CommandFlags.Fast, KeySpecification.None, Answer)
        {
            Summary = "Display some computer art and the Redis version", Since = "5.0.0", Complexity = "O(N) of the picture",
            Arguments = "[VERSION version:integer]",
            Difference = "versions 5 and 6 draw a maze of as many columns and rows as the numbers after the version say, and not Redis's pictures, which are Redis's.",
        },
    ];

    private static void Answer(CommandContext context)
    {
        var text = new StringBuilder("txt:");
        if (context.Count >= 3 && context.Is(1, "VERSION"u8))
        {
            if (!context.TryReadInteger(2, out var version))
            {
                return;
            }

            if (PictureVersions.Contains(version))
            {
                if (!TryReadSize(context, 3, UsualColumns, MaxColumns, out var columns) || !TryReadSize(context, 4, UsualRows, MaxRows, out var rows))
                {
                    return;
                }

                DrawMaze(text, context.Random, columns, rows);
            }
        }

        text.Append("Redis ver. ").Append(ServerVersion.Redis).Append('\n');
        context.Reply.WriteVerbatimString(Encoding.UTF8.GetBytes(text.ToString()));
    }

    private static bool TryReadSize(CommandContext context, int index, int usual, int most, out int size)
    {
        size = usual;
        if (index >= context.Count)
        {
            return true;
        }

        var isRead = context.TryReadInteger(index, out var wanted);
        size = (int)Math.Clamp(wanted, 1, most);
        return isRead;
    }

    /// <summary>A maze of nothing but slashes, after the one line of BASIC that home computers of 1982 came with.</summary>
    private static void DrawMaze(StringBuilder text, Random random, int columns, int rows)
    {
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                text.Append(random.Next(2) == 0 ? '╱' : '╲');
            }

            text.Append('\n');
        }

        text.Append("\n10 PRINT CHR$(205.5+RND(1)); : GOTO 10\n");
    }
}
