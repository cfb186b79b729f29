using RedisLib;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>The rows of our command table against what redis-server says of its own in COMMAND INFO and COMMAND DOCS.</summary>
public sealed class CommandTableTests(ServersUnderTest servers) : IClassFixture<ServersUnderTest>
{
    private static readonly string[] Fields =
        ["name", "arity", "flags", "first key", "last key", "step", "ACL categories", "tips", "key specifications"];

    [Fact]
    public async Task The_table_says_of_every_command_what_redis_says()
    {
        var ours = await RowsAsync(servers.RaftNode);
        var theirs = await RowsAsync(servers.Redis);

        var differences =
            from name in ours.Keys.Order(StringComparer.Ordinal)
            from difference in theirs.TryGetValue(name, out var row) ? Differences(name, ours[name], row) : [$"{name}: redis-server has no such command"]
            select difference;

        AssertNone(differences, "Mend the row of the command, in the file of its family.");
    }

    [Fact]
    public async Task The_table_documents_the_arguments_that_redis_documents()
    {
        var ours = await ArgumentsAsync(servers.RaftNode);
        var theirs = await ArgumentsAsync(servers.Redis);

        var differences =
            from name in ours.Keys.Order(StringComparer.Ordinal)
            where ours[name] != theirs[name]
            select $"{name}:\n    the table has   {ours[name]}\n    redis-server has {theirs[name]}";

        AssertNone(differences, "Mend Arguments in the row of the command; its notation is that of ArgumentSyntax.");
    }

    private static void AssertNone(IEnumerable<string> differences, string advice)
    {
        var lines = string.Join('\n', differences);
        if (lines.Length > 0)
        {
            Assert.Fail($"{advice}\n{lines}");
        }
    }

    private static IEnumerable<string> Differences(string name, RespValue ours, RespValue theirs) =>
        from field in Enumerable.Range(0, Fields.Length)
        let mine = Text(ours.AsArray()[field])
        let right = Text(theirs.AsArray()[field])
        where mine != right
        select $"{name}: {Fields[field]}: the table has {mine}, redis-server has {right}";

    private static async Task<Dictionary<string, RespValue>> RowsAsync(RedisEndpoint endpoint) =>
        (await AskAsync(endpoint, "COMMAND")).AsArray().SelectMany(Whole).ToDictionary(row => row.AsArray()[0].AsString());

    private static IEnumerable<RespValue> Whole(RespValue row) => row.AsArray()[9].AsArray().Prepend(row);

    private static async Task<Dictionary<string, string>> ArgumentsAsync(RedisEndpoint endpoint)
    {
        var found = new Dictionary<string, string>();
        Add(await AskAsync(endpoint, "COMMAND DOCS"));
        return found;

        void Add(RespValue commands)
        {
            foreach (var (name, documentation) in commands.AsMap())
            {
                var fields = documentation.AsMap();
                found[name] = fields.TryGetValue("arguments", out var arguments) ? Sequence(arguments) : "";
                if (fields.TryGetValue("subcommands", out var subcommands))
                {
                    Add(subcommands);
                }
            }
        }
    }

    /// <summary>What redis-cli makes its hints of. How choices and rows of arguments are called is nobody's concern.</summary>
    private static string Sequence(RespValue arguments) => string.Join(' ', arguments.AsArray().Select(Argument));

    private static string Argument(RespValue argument) => Argument(argument, "", []);

    private static string Argument(RespValue argument, string outerToken, IEnumerable<string> outerFlags)
    {
        var fields = argument.AsMap();
        var type = fields["type"].AsString();
        var token = fields.TryGetValue("token", out var word) ? word.AsString() : outerToken;
        var flags = fields.TryGetValue("flags", out var words) ? outerFlags.Union(words.AsArray().Select(word => word.AsString())) : outerFlags;
        fields.TryGetValue("arguments", out var parts);
        if (type == "block" && parts.AsArray() is [var only])
        {
            // A row of one is that one.
            return Argument(only, token, flags);
        }

        var name = type == "pure-token" ? "" : fields["name"].AsString().Replace(' ', '-').Replace(':', '-');
        return $"{token}:{type}:{(parts.IsNull ? name : $"({Sequence(parts)})")}<{string.Join(',', flags.Order(StringComparer.Ordinal))}>";
    }

    private static async Task<RespValue> AskAsync(RedisEndpoint endpoint, string command)
    {
        await using var connection = await RawConnection.OpenAsync(endpoint, RespVersion.Resp3);
        ReadOnlySpan<byte> reply = await connection.AskAsync(System.Text.Encoding.ASCII.GetBytes(command + "\r\n"));
        return new RespReader().TryRead(ref reply, out var value) ? value : throw new InvalidOperationException($"{command} has no whole reply.");
    }

    /// <summary>One line in which the order of a set or map is nothing; notes are for people.</summary>
    private static string Text(RespValue value) => value.Type switch
    {
        RespType.Set => $"{{{string.Join(", ", value.AsArray().Select(Text).Order(StringComparer.Ordinal))}}}",
        RespType.Map => string.Join(' ', value.AsMap().Where(field => field.Key is not "notes").Select(field => $"{field.Key}={Text(field.Value)}")),
        RespType.Array => $"[{string.Join(", ", value.AsArray().Select(Text))}]",
        RespType.Integer => value.AsInt64().ToString(),
        _ => value.AsString(),
    };
}
