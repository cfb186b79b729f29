using System.Diagnostics;
using RaftNode.Commands;
using RaftNode.Server.Sessions;
using RaftNode.Store.Keys;
using RedisLib.Resp;

namespace RaftNode.Server;

/// <summary>Finds the command of a request, checks that it may run, and runs it.</summary>
internal sealed class Dispatcher(CommandTable table, CommandContext context, IReadOnlyList<Keyspace> databases)
{
    /// <summary>As much of an unknown command's arguments as Redis repeats.</summary>
    private const int MaxQuotedBytes = 128;

    public void Execute(Session session, in RespRequest request, RespWriter reply)
    {
        var command = table.Find(request[0]);
        if (command is null)
        {
            reply.WriteError(System.Text.Encoding.UTF8.GetBytes(UnknownCommand(request)));
            return;
        }

        if (!command.Accepts(request.Count))
        {
            command.Statistics.Rejected++;
            reply.WriteError(System.Text.Encoding.UTF8.GetBytes($"ERR wrong number of arguments for '{command.Name}' command"));
            return;
        }

        context.Begin(request, reply, databases[session.Database]);
        var start = Stopwatch.GetTimestamp();
        command.Method(context);
        command.Statistics.Calls++;
        command.Statistics.Ticks += Stopwatch.GetTimestamp() - start;
        if (context.HasFailed)
        {
            command.Statistics.Failed++;
        }
    }

    private static string UnknownCommand(in RespRequest request)
    {
        var arguments = new System.Text.StringBuilder();
        for (var i = 1; i < request.Count && arguments.Length < MaxQuotedBytes; i++)
        {
            var left = MaxQuotedBytes - arguments.Length;
            arguments.Append('\'').Append(Text(request[i], left)).Append("' ");
        }

        return $"ERR unknown command '{Text(request[0], MaxQuotedBytes)}', with args beginning with: {arguments}";
    }

    private static string Text(ReadOnlySpan<byte> bytes, int maxBytes) =>
        System.Text.Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, maxBytes)]);
}
