using RedisLib.Resp;

namespace Conformance.Tests;

/// <summary>
/// What commands write to the append-only log, against redis-server: what is told of a command has to be the same for everybody who
/// follows, whichever server it is.
/// </summary>
public sealed class PropagationTests(LoggingServers servers) : IClassFixture<LoggingServers>
{
    public static TheoryData<string> Files { get; } = CaseFolder.FilesOf("Propagation");

    [Theory]
    [MemberData(nameof(Files))]
    public async Task The_log_of_redis_is_that_of_the_table(string file)
    {
        var path = CaseFolder.PathOf("Propagation", file);
        var cases = CaseFile.Read(path);
        if (CaseFolder.IsRecording)
        {
            await PlayAsync(cases, servers.Redis, (_, step, text) => step.SetReply(text));
            CaseFile.Write(path, cases);
        }

        await AssertAsync(cases, servers.Redis);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public Task Our_log_is_that_of_the_table(string file) =>
        AssertAsync(CaseFile.Read(CaseFolder.PathOf("Propagation", file)), servers.RaftNode);

    private static async Task AssertAsync(IReadOnlyList<Case> cases, LoggingServer server)
    {
        var differences = new List<string>();
        await PlayAsync(cases, server, (@case, step, text) =>
        {
            if (step.Expected(RespVersion.Resp2) != text)
            {
                differences.Add($"{@case.Title}\n  {step.Text}\n  expected {step.Expected(RespVersion.Resp2)}\n  wrote    {text}");
            }
        });
        if (differences.Count > 0)
        {
            Assert.Fail($"{differences.Count} requests are told differently:\n{string.Join('\n', differences)}");
        }
    }

    private static async Task PlayAsync(IReadOnlyList<Case> cases, LoggingServer server, Action<Case, Step, string> take)
    {
        foreach (var @case in cases)
        {
            await using var connections = new CaseConnections(server.Endpoint, RespVersion.Resp2);
            await (await connections.GetAsync("")).AskAsync("FLUSHALL\r\n"u8.ToArray());
            _ = server.Log.ReadNew();
            foreach (var step in @case.Steps)
            {
                if (await connections.PlayAsync(step) is not null)
                {
                    take(@case, step, server.Log.ReadNew());
                }
            }
        }
    }
}
