namespace AppHost;

/// <summary>Where the person is who started the application, or who has closed the terminal meanwhile and is told nothing.</summary>
internal static class Terminal
{
    public static void Say(string line) => Write(Console.Out, line);

    public static void Complain(string line) => Write(Console.Error, line);

    private static void Write(TextWriter writer, string line)
    {
        try
        {
            writer.WriteLine(line);
        }
        catch (IOException)
        {
            // A closed terminal takes no more lines; that must not break off the end of what runs.
        }
    }
}
