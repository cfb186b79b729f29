using System.Net;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Settings of a Redis topology.</summary>
/// <remarks>
/// A setting may change whether the nodes are containers or processes, so the node resources are made anew after each. Settings
/// come first, and changes to single nodes after them.
/// </remarks>
public static class RedisTopologySettingsExtensions
{
    /// <summary>Sets the password of every node. Without this there is a generated one; with null there is none.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="password">The parameter that holds the password; no commas, spaces or control characters. Null for no password.</param>
    public static IResourceBuilder<T> WithPassword<T>(this IResourceBuilder<T> builder, IResourceBuilder<ParameterResource>? password)
        where T : RedisTopologyResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Resource.PasswordParameter = password?.Resource;
        return builder;
    }

    /// <summary>Sets as what the nodes run: containers, processes, or what this machine offers.</summary>
    public static IResourceBuilder<T> WithRuntime<T>(this IResourceBuilder<T> builder, RedisRuntime runtime)
        where T : RedisTopologyResource => Change(builder, settings => settings.Runtime = runtime);

    /// <summary>Sets the image of container nodes. It must hold Redis 7 or newer, or Valkey.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="image">The image's name, with its registry where that is not the default one.</param>
    /// <param name="tag">The image's tag.</param>
    public static IResourceBuilder<T> WithImage<T>(this IResourceBuilder<T> builder, string image, string tag = "latest")
        where T : RedisTopologyResource
    {
        ArgumentException.ThrowIfNullOrEmpty(image);
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return Change(builder, settings => settings.Image = new ContainerImage(image, tag));
    }

    /// <summary>Runs Valkey instead of Redis: its image, or <c>valkey-server</c> for process nodes.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="tag">The version of the image.</param>
    public static IResourceBuilder<T> WithValkeyImage<T>(this IResourceBuilder<T> builder, string tag = "9.1")
        where T : RedisTopologyResource => Change(builder, settings =>
        {
            settings.Image = new ContainerImage("valkey/valkey", tag);
            settings.Executable = TopologySettings.ValkeyExecutable;
        });

    /// <summary>Sets the server's executable: a name on the PATH, or for process nodes a path.</summary>
    public static IResourceBuilder<T> WithExecutable<T>(this IResourceBuilder<T> builder, string executable)
        where T : RedisTopologyResource
    {
        ArgumentException.ThrowIfNullOrEmpty(executable);
        return Change(builder, settings => settings.Executable = executable);
    }

    /// <summary>
    /// Gives the nodes fixed ports: <paramref name="first"/> and those after it, in the order of the nodes' names, and for a
    /// cluster as many more for the bus. Without this the ports are free ones.
    /// </summary>
    public static IResourceBuilder<T> WithPorts<T>(this IResourceBuilder<T> builder, int first)
        where T : RedisTopologyResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, SettingsReader.HighestFirstPort(builder.Resource.Shape.Ports));
        return Change(builder, settings => settings.FirstPort = first);
    }

    /// <summary>
    /// Sets the IP address that the nodes announce to each other and to clients. Without this processes announce the loopback
    /// address, and containers one of this machine that containers and programs on it both reach.
    /// </summary>
    public static IResourceBuilder<T> WithAnnounceAddress<T>(this IResourceBuilder<T> builder, string address)
        where T : RedisTopologyResource
    {
        var parsed = IPAddress.TryParse(address, out var ip) ? ip : throw new ArgumentException($"'{address}' is not an IP address.", nameof(address));
        return Change(builder, settings => settings.AnnounceAddress = parsed);
    }

    /// <summary>Adds a line to the redis.conf of every node that holds data; it wins over what is written there already.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="key">The name of the setting, such as <c>maxmemory</c>.</param>
    /// <param name="value">The value as it stands in redis.conf, with its quotes where it needs some.</param>
    public static IResourceBuilder<T> WithRedisConfiguration<T>(this IResourceBuilder<T> builder, string key, string value)
        where T : RedisTopologyResource
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        ArgumentNullException.ThrowIfNull(value);
        return SettingsReader.IsOneLine(key) && SettingsReader.IsOneLine(value)
            ? Change(builder, settings => settings.Configuration.Add(new(key, value)))
            : throw new ArgumentException("A setting of redis.conf is one line.", nameof(value));
    }

    /// <summary>Sets how quickly nodes are taken for lost. What is null stays as it is.</summary>
    /// <param name="builder">The topology.</param>
    /// <param name="downAfter">Sentinel: how long a node stays silent before a sentinel takes it for down; 1 s unless set.</param>
    /// <param name="failoverTimeout">Sentinel: how long a failover may take before another is tried; 5 s unless set.</param>
    /// <param name="clusterNodeTimeout">Cluster: how long a node stays silent before its peers take it for down; 1.5 s unless set.</param>
    public static IResourceBuilder<T> WithFailoverTimes<T>(
        this IResourceBuilder<T> builder, TimeSpan? downAfter = null, TimeSpan? failoverTimeout = null, TimeSpan? clusterNodeTimeout = null)
        where T : RedisTopologyResource => Change(builder, settings =>
        {
            settings.DownAfter = downAfter ?? settings.DownAfter;
            settings.FailoverTimeout = failoverTimeout ?? settings.FailoverTimeout;
            settings.ClusterNodeTimeout = clusterNodeTimeout ?? settings.ClusterNodeTimeout;
        });

    /// <summary>
    /// Keeps the data, the ports and the roles of the nodes in a directory, so that the topology comes back as it was when the
    /// AppHost starts again. Without this the data lasts as long as the AppHost.
    /// </summary>
    /// <param name="builder">The topology.</param>
    /// <param name="path">The directory; a relative one starts at the AppHost's. The topology has it for itself.</param>
    public static IResourceBuilder<T> WithDataDirectory<T>(this IResourceBuilder<T> builder, string path)
        where T : RedisTopologyResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Change(builder, settings =>
        {
            settings.DataDirectory = Path.GetFullPath(path, builder.ApplicationBuilder.AppHostDirectory);
            settings.UseDataVolumes = false;
        });
    }

    /// <summary>
    /// Keeps the data as <see cref="WithDataDirectory"/> does, in a volume for each container node, and for process nodes in the
    /// directory <c>.aspire/redis</c> beside the AppHost, where the ports and the roles are kept in any case.
    /// </summary>
    public static IResourceBuilder<T> WithDataVolume<T>(this IResourceBuilder<T> builder)
        where T : RedisTopologyResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        return Change(builder, settings =>
        {
            settings.DataDirectory = Path.Combine(builder.ApplicationBuilder.AppHostDirectory, ".aspire", "redis", builder.Resource.Name);
            settings.UseDataVolumes = true;
        });
    }

    /// <summary>
    /// Reads the settings of the topology from the AppHost's configuration. A section <c>Defaults</c> beside the topology's own
    /// holds for what that one does not say.
    /// </summary>
    /// <param name="builder">The topology.</param>
    /// <param name="section">The topology's section, such as <c>Topologies:sentinel</c>.</param>
    /// <exception cref="DistributedApplicationException">A value is not understood; the message names the setting.</exception>
    public static IResourceBuilder<T> WithConfiguration<T>(this IResourceBuilder<T> builder, IConfigurationSection section)
        where T : RedisTopologyResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(section);
        var application = builder.ApplicationBuilder;
        var defaults = ConfigurationPath.Combine(ConfigurationPath.GetParentPath(section.Path) ?? section.Path, SettingsReader.DefaultsSection);
        var reader = new SettingsReader(section, application.Configuration.GetSection(defaults), application.AppHostDirectory);
        if (reader.WantsDataVolume())
        {
            builder.WithDataVolume();
        }

        if (reader.Password() is { } password)
        {
            builder.Resource.PasswordParameter = password.Length == 0
                ? null
                : new ParameterResource($"{builder.Resource.Name}-password", _ => password, secret: true);
        }

        return Change(builder, settings => reader.ReadInto(settings, builder.Resource.Name, builder.Resource.Shape.Ports));
    }

    private static IResourceBuilder<T> Change<T>(IResourceBuilder<T> builder, Action<TopologySettings> change)
        where T : RedisTopologyResource
    {
        ArgumentNullException.ThrowIfNull(builder);
        change(builder.Resource.Settings);
        builder.Resource.NodesInModel?.Remove();
        return builder;
    }
}
