using RedisLib;
using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>The table of cases, against our server and against the one that it is to be like.</summary>
public sealed class ConformanceTests(ServersUnderTest servers) : IClassFixture<ServersUnderTest>
{
    private static readonly RespVersion[] Versions = [RespVersion.Resp2, RespVersion.Resp3];

    public static TheoryData<string> Files { get; } = CaseFolder.FilesOf("Cases");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_replies_of_redis_are_those_of_the_table(string file)
    {
        var cases = CaseFile.Read(PathOf(file));
        if (CaseFolder.IsRecording)
        {
            await RecordAsync(cases);
            CaseFile.Write(PathOf(file), cases);
        }

        AssertNone(await DifferencesAsync(cases, servers.Redis));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Our_replies_are_those_of_the_table(string file) =>
        AssertNone(await DifferencesAsync(CaseFile.Read(PathOf(file)), servers.RaftNode));

    private static string PathOf(string file) => CaseFolder.PathOf("Cases", file);

    private static void AssertNone(List<string> differences)
    {
        if (differences.Count > 0)
        {
            Assert.Fail($"{differences.Count} replies differ:\n{string.Join('\n', differences)}");
        }
    }

    private static async Task RecordAsync(IReadOnlyList<Case> cases, RedisEndpoint endpoint)
    {
        foreach (var version in Versions)
        {
            await PlayAsync(cases, endpoint, version, (_, step, reply) => step.SetReply(version, Normal(step, reply)));
        }
    }

    private static async Task<List<string>> DifferencesAsync(IReadOnlyList<Case> cases, RedisEndpoint endpoint)
    {
        var differences = new List<string>();
        foreach (var version in Versions)
        {
            await PlayAsync(cases, endpoint, version, (@case, step, reply) =>
            {
                var (expected, actual) = (step.Expected(version), Normal(step, reply));
                if (expected != actual)
                {
                    differences.Add($"{@case.Title} ({version})\n  {step.Text}\n  expected {expected}\n  answered {actual}");
                }
            });
        }

        return differences;
    }

    private static async Task PlayAsync(
        IReadOnlyList<Case> cases, RedisEndpoint endpoint, RespVersion version, Action<Case, Step, string> take)
    {
        foreach (var @case in cases)
        {
            await using var connections = new CaseConnections(endpoint, version);
            await (await connections.GetAsync("")).AskAsync("FLUSHALL\r\n"u8.ToArray());
            foreach (var step in @case.Steps)
            {
                if (await connections.PlayAsync(step) is { } reply)
                {
                    take(@case, step, reply.Length == 0 ? CaseFile.End : Notation.Format(reply));
                }
            }
        }
    }

    private static string Normal(Step step, string reply) => step.IsUnordered ? Elements.Sorted(reply) : reply;

    private Task RecordAsync(IReadOnlyList<Case> cases) => RecordAsync(cases, servers.Redis);
}
