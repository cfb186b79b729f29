using Microsoft.Extensions.Logging.Abstractions;
using RaftNode.Server.Snapshots;
using TestServers;

namespace RaftNode.Tests.Server.Snapshots;

/// <summary>What is removed at the start. No process has the numbers that these names have.</summary>
public sealed class TemporaryFilesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_killed_servers_have_left_is_removed_and_data_that_is_called_like_it_is_not()
    {
        string[] data = ["temp-999999999.rdb", "temp-999999998-log", "temp-999999998-log.1.base.rdb"];
        string[] left = ["temp-999999997.rdb", "temp-999999997-2.rdb", $"temp-{Environment.ProcessId}.rdb"];
        foreach (var name in data.Concat(left))
        {
            File.WriteAllText(Path.Combine(_folder.Path, name), "data");
        }

        TemporaryFiles.Remove(_folder.Path, data[..2], NullLogger.Instance);

        Assert.Equal(data.Order(StringComparer.Ordinal), Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Data_in_a_file_that_is_called_like_a_temporary_one_is_there_after_a_restart()
    {
        string[] settings = [$"dir {_folder.Path}", "dbfilename temp-999999999.rdb"];
        using (var server = new InProcessServer(settings))
        {
            using var connection = server.Connect();
            connection.Ask("SET k v");
            connection.Ask("SAVE");
        }

        using var again = new InProcessServer(settings);
        using var asking = again.Connect();
        Assert.Equal("v", asking.Ask("GET k").AsString());
    }
}
