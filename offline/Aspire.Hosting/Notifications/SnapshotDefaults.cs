using System.Collections.Immutable;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What every snapshot of a resource holds, whoever made it: relationships, icon, and which commands can run now.</summary>
internal static class SnapshotDefaults
{
    /// <summary>The property by which the dashboard nests a resource under another.</summary>
    private const string ParentName = "resource.parentName";

    public static CustomResourceSnapshot Of(IResource resource)
    {
        var snapshot = resource.TryGetLastAnnotation<ResourceSnapshotAnnotation>(out var initial)
            ? initial.InitialSnapshot
            : new CustomResourceSnapshot { ResourceType = TypeOf(resource), Properties = [] };

        // Health checks that have not run yet count as unhealthy, so that nobody takes a resource for ready before they have.
        return snapshot with
        {
            HealthReports = [.. HealthChecksOf(resource).Select(static key => new HealthReportSnapshot(key, null, null, null))],
            Relationships = [.. snapshot.Relationships, .. RelationshipsOf(resource)],
            Properties = WithParent(resource, snapshot.Properties),
        };
    }

    public static CustomResourceSnapshot Complete(IResource resource, CustomResourceSnapshot snapshot, IServiceProvider services)
    {
        if (snapshot.IconName is null && resource.TryGetLastAnnotation<ResourceIconAnnotation>(out var icon))
        {
            snapshot = snapshot with { IconName = icon.IconName, IconVariant = icon.IconVariant };
        }

        var commands = resource.Annotations.OfType<ResourceCommandAnnotation>()
            .Select(command => Snapshot(command, snapshot, services))
            .ToImmutableArray();

        // Immutable arrays compare by reference: keeping the old one when nothing changed lets equal snapshots be equal.
        return commands.SequenceEqual(snapshot.Commands) ? snapshot : snapshot with { Commands = commands };
    }

    /// <summary>The health checks of a resource and of the ones it lives in.</summary>
    public static IEnumerable<string> HealthChecksOf(IResource resource) =>
        resource.Annotations.OfType<HealthCheckAnnotation>().Select(static check => check.Key)
            .Concat(resource is IResourceWithParent child ? HealthChecksOf(child.Parent) : [])
            .Distinct(StringComparer.Ordinal);

    private static string TypeOf(IResource resource) => resource switch
    {
        ProjectResource => "Project",
        ExecutableResource => "Executable",
        ParameterResource => "Parameter",
        _ when resource.IsContainer() => "Container",
        _ => resource.GetType().Name is var name && name.EndsWith("Resource", StringComparison.Ordinal) ? name[..^"Resource".Length] : resource.GetType().Name,
    };

    private static IEnumerable<RelationshipSnapshot> RelationshipsOf(IResource resource)
    {
        var declared = resource.Annotations.OfType<ResourceRelationshipAnnotation>().Select(static r => new RelationshipSnapshot(r.Resource.Name, r.Type));
        return (resource is IResourceWithParent child ? declared.Prepend(new RelationshipSnapshot(child.Parent.Name, KnownRelationships.Parent)) : declared).Distinct();
    }

    private static ImmutableArray<ResourcePropertySnapshot> WithParent(IResource resource, ImmutableArray<ResourcePropertySnapshot> properties)
    {
        var parent = resource is IResourceWithParent child
            ? child.Parent
            : resource.Annotations.OfType<ResourceRelationshipAnnotation>().LastOrDefault(static r => r.Type == KnownRelationships.Parent)?.Resource;
        return parent is null ? properties : properties.SetProperty(ParentName, ResourceNotificationService.IdOf(parent));
    }

    private static ResourceCommandSnapshot Snapshot(ResourceCommandAnnotation command, CustomResourceSnapshot snapshot, IServiceProvider services)
    {
        var state = command.UpdateState(new UpdateCommandStateContext { ResourceSnapshot = snapshot, ServiceProvider = services });
        return new(
            command.Name,
            state,
            command.DisplayName,
            command.DisplayDescription,
            Parameter: null,
            command.ConfirmationMessage,
            command.IconName,
            command.IconVariant,
            command.IsHighlighted);
    }
}

/// <summary>The relationships that Aspire gives a meaning.</summary>
internal static class KnownRelationships
{
    public const string Parent = "Parent";
    public const string Reference = "Reference";
    public const string WaitFor = "WaitFor";
}

/// <summary>Changes one property among many.</summary>
internal static class SnapshotProperties
{
    public static ImmutableArray<ResourcePropertySnapshot> SetProperty(
        this ImmutableArray<ResourcePropertySnapshot> properties,
        string name,
        object? value,
        bool isSensitive = false)
    {
        var property = new ResourcePropertySnapshot(name, value) { IsSensitive = isSensitive };
        for (var index = 0; index < properties.Length; index++)
        {
            if (properties[index].Name == name)
            {
                return properties[index] == property ? properties : properties.SetItem(index, property);
            }
        }

        return properties.Add(property);
    }
}
