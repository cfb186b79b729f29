using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using RaftNode.Observability.Logs;

namespace RaftNode.Tests.Observability;

public sealed class LogLineTests
{
    [Fact]
    public void A_line_is_one_object_with_time_level_event_message_and_data()
    {
        var text = Encoding.UTF8.GetString(LogLine.Format(
            new DateTimeOffset(2026, 1, 2, 3, 4, 5, 67, TimeSpan.FromHours(1)),
            LogVerbosity.Notice,
            new EventId(158, "Loaded"),
            "10 keys were loaded",
            [new("Keys", 10L), new("Seconds", 0.25), new("IsWhole", true), new("FileName", "dump.rdb"), new("{OriginalFormat}", "{Keys} keys")],
            problem: null));

        Assert.Equal(
            """{"time":"2026-01-02T02:04:05.067Z","level":"notice","event":"Loaded","message":"10 keys were loaded","data":{"keys":10,"seconds":0.25,"isWhole":true,"fileName":"dump.rdb"}}""" + "\n",
            text);
    }

    [Fact]
    public void What_clients_have_a_say_in_stays_on_one_line_and_is_shortened()
    {
        var name = "a\n\"b\"\u0000" + new string('x', 5000);

        var text = Encoding.UTF8.GetString(LogLine.Format(default, LogVerbosity.Warning, default, name, [new("Client", name)], problem: null));

        Assert.Equal(text.Length - 1, text.IndexOf('\n'));
        var line = JsonNode.Parse(text)!;
        Assert.StartsWith("a\n\"b\"\u0000xxx", (string)line["data"]!["client"]!);
        Assert.EndsWith("more characters)", (string)line["data"]!["client"]!);
        Assert.InRange(text.Length, 2000, 3000);
    }

    [Fact]
    public void A_text_is_not_cut_within_a_character()
    {
        var text = new string('x', 1023) + "\U0001F600\U0001F600";

        var line = JsonNode.Parse(LogLine.Format(default, LogVerbosity.Warning, default, text, values: null, problem: null))!;

        Assert.Equal(new string('x', 1023) + "... (4 more characters)", (string)line["message"]!);
    }
}
