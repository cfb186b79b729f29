using System.Collections;
using Aspire.Hosting.ApplicationModel;
using Google.Protobuf.WellKnownTypes;

namespace Aspire.Hosting.Dashboard;

/// <summary>Puts snapshots into the words of the dashboard.</summary>
internal static class ResourceMessages
{
    public static Wire.Resource Of(ResourceEvent state)
    {
        var snapshot = state.Snapshot;
        var message = new Wire.Resource
        {
            Name = state.ResourceId,
            ResourceType = snapshot.ResourceType,
            DisplayName = state.Resource.Name,
            Uid = state.ResourceId,
            IsHidden = snapshot.IsHidden,
            SupportsDetailedTelemetry = true,
            CreatedAt = Timestamp(snapshot.CreationTimeStamp),
            StartedAt = Timestamp(snapshot.StartTimeStamp),
            StoppedAt = Timestamp(snapshot.StopTimeStamp),
        };
        AddState(message, snapshot);
        message.Environment.Add(snapshot.EnvironmentVariables.Select(Variable));
        message.Urls.Add(snapshot.Urls.Select(Link));
        message.Volumes.Add(snapshot.Volumes.Select(static volume => new Wire.Volume
        {
            Source = volume.Source ?? "",
            Target = volume.Target,
            MountType = volume.MountType,
            IsReadOnly = volume.IsReadOnly,
        }));
        message.HealthReports.Add(snapshot.HealthReports.Select(Report));
        message.Relationships.Add(snapshot.Relationships.Select(static relationship => new Wire.ResourceRelationship
        {
            ResourceName = relationship.ResourceName,
            Type = relationship.Type,
        }));
        message.Commands.Add(snapshot.Commands.Select(Command));
        return message;
    }

    public static Wire.ResourceCommandResponse Of(ExecuteCommandResult result)
    {
        var response = new Wire.ResourceCommandResponse
        {
            Kind = result.Canceled ? Wire.ResourceCommandResponseKind.Cancelled
                : result.Success ? Wire.ResourceCommandResponseKind.Succeeded
                : Wire.ResourceCommandResponseKind.Failed,
        };
        if (result.Message is { } message)
        {
            response.Message = message;
            if (!result.Success)
            {
                response.ErrorMessage = message;
            }
        }

        if (result.Data is { } data)
        {
            response.Result = new Wire.ResourceCommandResult
            {
                Value = data.Value,
                DisplayImmediately = data.DisplayImmediately,
                Format = data.Format switch
                {
                    CommandResultFormat.Json => Wire.CommandResultFormat.Json,
                    CommandResultFormat.Markdown => Wire.CommandResultFormat.Markdown,
                    _ => Wire.CommandResultFormat.Text,
                },
            };
        }

        return response;
    }

    private static void AddState(Wire.Resource message, CustomResourceSnapshot snapshot)
    {
        if (snapshot.State is { } state)
        {
            message.State = state.Text;
            if (state.Style is { } style)
            {
                message.StateStyle = style;
            }
        }

        if (snapshot.IconName is { } icon)
        {
            message.IconName = icon;
            message.IconVariant = snapshot.IconVariant == ApplicationModel.IconVariant.Regular ? Wire.IconVariant.Regular : Wire.IconVariant.Filled;
        }

        foreach (var property in snapshot.Properties)
        {
            message.Properties.Add(Property(property.Name, property.Value, property.IsSensitive));
        }

        if (snapshot.ExitCode is { } exitCode)
        {
            message.Properties.Add(Property("resource.exitCode", exitCode, isSensitive: false));
        }

        if (snapshot.HealthStatus is { } health)
        {
            message.Properties.Add(Property("resource.healthState", health.ToString(), isSensitive: false));
        }
    }

    private static Wire.ResourceProperty Property(string name, object? value, bool isSensitive)
    {
        // The names with a prefix of Aspire's have a place of their own in the page; others are shown because they are highlighted.
        var isOwn = !name.StartsWith("resource.", StringComparison.Ordinal)
            && !name.StartsWith("executable.", StringComparison.Ordinal)
            && !name.StartsWith("container.", StringComparison.Ordinal)
            && !name.StartsWith("project.", StringComparison.Ordinal);
        return new Wire.ResourceProperty { Name = name, Value = Value(value), IsSensitive = isSensitive, IsHighlighted = isOwn };
    }

    private static Value Value(object? value) => value switch
    {
        null => Google.Protobuf.WellKnownTypes.Value.ForNull(),
        string text => Google.Protobuf.WellKnownTypes.Value.ForString(text),
        bool flag => Google.Protobuf.WellKnownTypes.Value.ForBool(flag),
        int or long or double => Google.Protobuf.WellKnownTypes.Value.ForNumber(Convert.ToDouble(value)),
        IEnumerable items => Google.Protobuf.WellKnownTypes.Value.ForList([.. items.Cast<object?>().Select(Value)]),
        _ => Google.Protobuf.WellKnownTypes.Value.ForString(value.ToString() ?? ""),
    };

    private static Wire.EnvironmentVariable Variable(EnvironmentVariableSnapshot variable)
    {
        var message = new Wire.EnvironmentVariable { Name = variable.Name, IsFromSpec = variable.IsFromSpec };
        if (variable.Value is { } value)
        {
            message.Value = value;
        }

        return message;
    }

    private static Wire.Url Link(UrlSnapshot url)
    {
        var message = new Wire.Url
        {
            FullUrl = url.Url,
            IsInternal = url.IsInternal,
            IsInactive = url.IsInactive,
            DisplayProperties = new Wire.UrlDisplayProperties { DisplayName = url.DisplayProperties.DisplayName, SortOrder = url.DisplayProperties.SortOrder },
        };
        if (url.Name is { } name)
        {
            message.EndpointName = name;
        }

        return message;
    }

    private static Wire.HealthReport Report(HealthReportSnapshot report)
    {
        var message = new Wire.HealthReport
        {
            Key = report.Name,
            Description = report.Description ?? "",
            Exception = report.ExceptionText ?? "",
            LastRunAt = Timestamp(report.LastRunAt),
        };
        if (report.Status is { } status)
        {
            message.Status = status switch
            {
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy => Wire.HealthStatus.Healthy,
                Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Degraded => Wire.HealthStatus.Degraded,
                _ => Wire.HealthStatus.Unhealthy,
            };
        }

        return message;
    }

    private static Wire.ResourceCommand Command(ResourceCommandSnapshot command)
    {
        var message = new Wire.ResourceCommand
        {
            Name = command.Name,
            DisplayName = command.DisplayName,
            IsHighlighted = command.IsHighlighted,
            State = (Wire.ResourceCommandState)command.State,
        };
        if (command.ConfirmationMessage is { } confirmation)
        {
            message.ConfirmationMessage = confirmation;
        }

        if (command.DisplayDescription is { } description)
        {
            message.DisplayDescription = description;
        }

        if (command.IconName is { } icon)
        {
            message.IconName = icon;
            message.IconVariant = command.IconVariant == ApplicationModel.IconVariant.Filled ? Wire.IconVariant.Filled : Wire.IconVariant.Regular;
        }

        return message;
    }

    private static Timestamp? Timestamp(DateTime? time) =>
        time is { } known ? Google.Protobuf.WellKnownTypes.Timestamp.FromDateTime(DateTime.SpecifyKind(known, DateTimeKind.Utc)) : null;
}
