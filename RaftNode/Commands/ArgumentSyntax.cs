namespace RaftNode.Commands;

/// <summary>Reads the arguments of a command as its row writes them.</summary>
/// <remarks>
/// <code>
/// value                a string
/// count:integer        of another type: key, pattern, integer, double, time; an argument named key is one
/// WITHSCORES           a word that stands for itself
/// COUNT count:integer  an argument after its word
/// [GET]                optional
/// (LEFT | RIGHT)       one of several; [NX | XX] is optional
/// (field value)...     several in a row, as often as wanted
/// [GET pattern:pattern]...   the word comes again each time
/// [MATCH (a b)]        a word before several
/// </code>
/// </remarks>
internal sealed class ArgumentSyntax
{
    private const string Many = "...";

    private readonly string[] _words;
    private int _at;

    private ArgumentSyntax(string text) => _words = text
        .Replace("[", " [ ").Replace("]", " ] ").Replace("(", " ( ").Replace(")", " ) ").Replace("|", " | ").Replace(Many, $" {Many} ")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The arguments in order.</summary>
    /// <exception cref="FormatException">A row writes what is no notation.</exception>
    public static IReadOnlyList<CommandArgument> Parse(string text)
    {
        var syntax = new ArgumentSyntax(text);
        var arguments = syntax.Sequence();
        return syntax._at == syntax._words.Length ? arguments : throw new FormatException($"'{syntax._words[syntax._at]}' does not fit in: {text}");
    }

    private List<CommandArgument> Sequence()
    {
        var arguments = new List<CommandArgument>();
        while (_at < _words.Length && _words[_at] is not (")" or "]" or "|"))
        {
            arguments.Add(Single());
        }

        return arguments;
    }

    private CommandArgument Single()
    {
        var word = _words[_at++];
        var argument = word switch
        {
            "[" => Group("]") with { IsOptional = true },
            "(" => Group(")"),
            _ when IsToken(word) => After(word),
            _ => Named(word),
        };
        if (_at < _words.Length && _words[_at] == Many)
        {
            _at++;
            argument = argument with { IsMultiple = true, RepeatsToken = argument.Token is not null };
        }

        return argument;
    }

    /// <summary>What follows a word belongs to it, unless the word is alone among its choices or followed by another word.</summary>
    private CommandArgument After(string token)
    {
        if (_at == _words.Length || _words[_at] is ")" or "]" or "|" or "[" or Many || (_words[_at] != "(" && IsToken(_words[_at])))
        {
            return new CommandArgument(token.ToLowerInvariant(), ArgumentType.PureToken) { Token = token };
        }

        var value = Single();
        return value with { Token = token, RepeatsToken = false };
    }

    private CommandArgument Group(string end)
    {
        var choices = new List<CommandArgument> { Whole(Sequence()) };
        while (_words[_at] == "|")
        {
            _at++;
            choices.Add(Whole(Sequence()));
        }

        if (_words[_at++] != end)
        {
            throw new FormatException($"A '{end}' is missing.");
        }

        return choices is [var only] ? only : new CommandArgument(NameOf(choices), ArgumentType.OneOf) { Parts = choices };
    }

    private static CommandArgument Whole(List<CommandArgument> arguments) =>
        arguments is [var only] ? only : new CommandArgument(NameOf(arguments), ArgumentType.Block) { Parts = arguments };

    private static string NameOf(IEnumerable<CommandArgument> parts) => string.Join('_', parts.Select(part => part.Name));

    private static bool IsToken(string word) => word.Any(char.IsAsciiLetterUpper) || word.All(character => !char.IsAsciiLetter(character));

    private static CommandArgument Named(string word)
    {
        var colon = word.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? word : word[..colon];
        return new CommandArgument(name, colon < 0 ? name == "key" ? ArgumentType.Key : ArgumentType.String : TypeOf(word[(colon + 1)..]));
    }

    private static ArgumentType TypeOf(string name) => name switch
    {
        "string" => ArgumentType.String,
        "key" => ArgumentType.Key,
        "pattern" => ArgumentType.Pattern,
        "integer" => ArgumentType.Integer,
        "double" => ArgumentType.Double,
        "time" => ArgumentType.UnixTime,
        _ => throw new FormatException($"'{name}' is no type of an argument."),
    };
}
