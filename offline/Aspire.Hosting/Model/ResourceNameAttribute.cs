namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks the parameter that names a resource; Aspire's analyzers check what is given for it.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ResourceNameAttribute : Attribute;
