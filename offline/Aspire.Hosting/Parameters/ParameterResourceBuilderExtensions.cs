using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Parameters;

namespace Aspire.Hosting;

/// <summary>Adds parameters.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>A generated password is this long.</summary>
    private const int PasswordLength = 22;

    /// <summary>Adds a parameter whose value is the setting <c>Parameters:name</c>.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddParameterCore(new ParameterResource(name, @default => Configured(builder, name, @default), secret));

    /// <summary>Adds a parameter with a value.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false) =>
        builder.AddParameter(name, () => value, publishValueAsDefault, secret);

    /// <summary>Adds a parameter with a value that is asked for when it is used.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        Func<string> valueGetter,
        bool publishValueAsDefault = false,
        bool secret = false) =>
        builder.AddParameterCore(new ParameterResource(name, _ => valueGetter(), secret));

    /// <summary>Adds a parameter whose value is the setting <c>Parameters:name</c>, or the default.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault value,
        bool secret = false,
        bool persist = false) =>
        builder.AddParameterCore(new ParameterResource(name, @default => Configured(builder, name, @default, persist), secret) { Default = value });

    /// <summary>Makes a password that is generated once and kept in the user's secrets; it is not added to the application.</summary>
    public static ParameterResource CreateDefaultPasswordParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool lower = true,
        bool upper = true,
        bool numeric = true,
        bool special = true,
        int minLower = 0,
        int minUpper = 0,
        int minNumeric = 0,
        int minSpecial = 0) =>
        CreateGeneratedParameter(builder, name, secret: true, new GenerateParameterDefault
        {
            MinLength = PasswordLength,
            Lower = lower,
            Upper = upper,
            Numeric = numeric,
            Special = special,
            MinLower = minLower,
            MinUpper = minUpper,
            MinNumeric = minNumeric,
            MinSpecial = minSpecial,
        });

    /// <summary>Makes a parameter that is generated once and kept in the user's secrets; it is not added to the application.</summary>
    public static ParameterResource CreateGeneratedParameter(
        IDistributedApplicationBuilder builder,
        string name,
        bool secret,
        GenerateParameterDefault parameterDefault) =>
        new(name, @default => Configured(builder, name, @default, persist: true), secret) { Default = parameterDefault };

    internal static ResourceStateSnapshot StateOf(ParameterResource parameter, out string? value)
    {
        try
        {
            value = parameter.GetValueAsync(default).AsTask().GetAwaiter().GetResult();
            return new(KnownResourceStates.Running, null);
        }
        catch (DistributedApplicationException)
        {
            value = null;
            return new(KnownResourceStates.ValueMissing, KnownResourceStateStyles.Error);
        }
    }

    private static IResourceBuilder<ParameterResource> AddParameterCore(this IDistributedApplicationBuilder builder, ParameterResource parameter) =>
        builder.AddResource(parameter);

    private static string Configured(IDistributedApplicationBuilder builder, string name, ParameterDefault? @default, bool persist = false)
    {
        var key = $"Parameters:{name}";
        if (builder.Configuration[key] is { } configured)
        {
            return configured;
        }

        if (@default is null)
        {
            throw new DistributedApplicationException(
                $"Parameter resource could not be used because configuration key '{key}' is missing: set it in appsettings.json, in user secrets or as the environment variable Parameters__{name}.");
        }

        var generated = @default.GetDefaultValue();
        if (persist)
        {
            new UserSecrets(builder.AppHostAssembly).Keep(key, generated);
        }

        return generated;
    }
}
