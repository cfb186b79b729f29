using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Dashboard;

/// <summary>Answers the dashboard: which resources there are, what they write, and what they can be told to do.</summary>
internal sealed class ResourceService(
    string applicationName,
    string apiKey,
    ResourceNotificationService notifications,
    ResourceLoggerService loggers,
    ResourceCommandService commands,
    IHostApplicationLifetime lifetime)
{
    private const string ApiKeyHeader = "x-resource-service-api-key";

    private readonly byte[] _apiKey = Encoding.UTF8.GetBytes(apiKey);

    public async Task HandleAsync(HttpContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await GrpcFrames.BeginAsync(context.Response, ended.Token);
        if (!IsAuthenticated(context.Request))
        {
            GrpcFrames.End(context.Response, GrpcFrames.StatusUnauthenticated, "The API key is missing or wrong.");
            return;
        }

        try
        {
            var status = await AnswerAsync(context, ended.Token);
            GrpcFrames.End(context.Response, status);
        }
        catch (OperationCanceledException)
        {
            GrpcFrames.End(context.Response, GrpcFrames.StatusOk);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            GrpcFrames.End(context.Response, GrpcFrames.StatusUnknown, exception.Message);
        }
    }

    private bool IsAuthenticated(HttpRequest request) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(request.Headers[ApiKeyHeader].ToString()), _apiKey);

    private async Task<int> AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var path = context.Request.Path.Value ?? "";
        switch (path[(path.LastIndexOf('/') + 1)..])
        {
            case "GetApplicationInformation":
                await GrpcFrames.WriteAsync(context.Response, new Wire.ApplicationInformationResponse { ApplicationName = applicationName }, cancellationToken);
                return GrpcFrames.StatusOk;
            case "WatchResources":
                await WatchResourcesAsync(context.Response, cancellationToken);
                return GrpcFrames.StatusOk;
            case "WatchResourceConsoleLogs":
                return await WatchLogsAsync(context, cancellationToken);
            case "ExecuteResourceCommand":
                return await ExecuteAsync(context, cancellationToken);
            case "WatchInteractions":
                // Nothing is ever asked of users. The stream stays open, because the dashboard takes its end for a lost connection.
                await Task.Delay(Timeout.Infinite, cancellationToken);
                return GrpcFrames.StatusOk;
            default:
                return GrpcFrames.StatusUnimplemented;
        }
    }

    private async Task WatchResourcesAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        // Subscribe first and ask second, so that nothing falls between; an update that comes twice does no harm.
        var updates = notifications.WatchAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        await using (updates)
        {
            var initial = new Wire.InitialResourceData();
            initial.Resources.Add(notifications.CurrentStates().Select(ResourceMessages.Of));
            await GrpcFrames.WriteAsync(response, new Wire.WatchResourcesUpdate { InitialData = initial }, cancellationToken);
            while (await updates.MoveNextAsync())
            {
                var changes = new Wire.WatchResourcesChanges();
                changes.Value.Add(new Wire.WatchResourcesChange { Upsert = ResourceMessages.Of(updates.Current) });
                await GrpcFrames.WriteAsync(response, new Wire.WatchResourcesUpdate { Changes = changes }, cancellationToken);
            }
        }
    }

    private async Task<int> WatchLogsAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = await GrpcFrames.ReadAsync(context.Request, Wire.WatchResourceConsoleLogsRequest.Parser, cancellationToken);
        if (!notifications.TryGetCurrentState(request.ResourceName, out var state))
        {
            return GrpcFrames.StatusNotFound;
        }

        if (request.SuppressFollow)
        {
            await WriteLinesAsync(context.Response, loggers.Backlog(state.ResourceId), cancellationToken);
            return GrpcFrames.StatusOk;
        }

        await foreach (var lines in loggers.WatchAsync(state.ResourceId).WithCancellation(cancellationToken))
        {
            await WriteLinesAsync(context.Response, lines, cancellationToken);
        }

        return GrpcFrames.StatusOk;
    }

    private static Task WriteLinesAsync(HttpResponse response, IReadOnlyList<LogLine> lines, CancellationToken cancellationToken)
    {
        var update = new Wire.WatchResourceConsoleLogsUpdate();
        update.LogLines.Add(lines.Select(static line => new Wire.ConsoleLogLine
        {
            Text = line.Content,
            IsStdErr = line.IsErrorMessage,
            LineNumber = line.LineNumber,
        }));
        return GrpcFrames.WriteAsync(response, update, cancellationToken);
    }

    private async Task<int> ExecuteAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var request = await GrpcFrames.ReadAsync(context.Request, Wire.ResourceCommandRequest.Parser, cancellationToken);
        var result = await commands.ExecuteCommandAsync(request.ResourceName, request.CommandName, cancellationToken);
        await GrpcFrames.WriteAsync(context.Response, ResourceMessages.Of(result), cancellationToken);
        return GrpcFrames.StatusOk;
    }
}
