using System.Diagnostics;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A part of the application, named once and for all.</summary>
[DebuggerDisplay("{GetType().Name,nq}, Name = {Name}")]
public abstract class Resource : IResource
{
    /// <summary>Names the resource: 1 to 64 ASCII letters, digits and hyphens, starting with a letter, no hyphen at the end or doubled.</summary>
    protected Resource(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = ModelName.IsValid(name)
            ? name
            : throw new ArgumentException(
                $"Resource name '{name}' is invalid: {ModelName.Rule}.",
                nameof(name));
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}

/// <summary>What names of resources and endpoints look like: they become host names and variable names.</summary>
internal static class ModelName
{
    public const string Rule = "it must be 1 to 64 ASCII letters, digits and hyphens, start with a letter, and neither end with a hyphen nor have two in a row";

    private const int MaxLength = 64;

    public static bool IsValid(string name) =>
        name.Length is > 0 and <= MaxLength
        && char.IsAsciiLetter(name[0])
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')
        && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal);
}
