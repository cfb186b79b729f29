using System.Net.Sockets;
using System.Runtime.Versioning;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Lifecycle;
using Aspire.Hosting.RedisTopologies;
using Microsoft.Extensions.DependencyInjection;

namespace Hosting.Tests;

/// <summary>What the extensions put into the application model.</summary>
public sealed class ModelTests
{
    [Fact]
    public void A_sentinel_topology_has_its_servers_and_sentinels_as_children()
    {
        var builder = TestApplication.NewBuilder();
        var topology = builder.AddRedisSentinel("cache").WithRuntime(RedisRuntime.Process).Resource;
        Assert.Equal(["cache-1", "cache-2", "cache-3"], topology.DataNodes.Select(node => node.Name));
        Assert.Equal(["cache-sentinel-1", "cache-sentinel-2", "cache-sentinel-3"], topology.Sentinels.Select(node => node.Name));
        foreach (var node in topology.Nodes)
        {
            Assert.Contains(node, builder.Resources);
            Assert.Contains(node.Annotations.OfType<ResourceRelationshipAnnotation>(), one => one is { Type: "Parent" } && one.Resource == topology);
            Assert.False(node is IResourceWithParent, "with that interface a node would wait for its own topology");
        }
    }

    [Fact]
    public void A_cluster_has_a_node_for_every_master_and_replica()
    {
        var topology = TestApplication.NewBuilder().AddRedisCluster("cache", masters: 4, replicasPerMaster: 2).Resource;
        Assert.Equal(12, topology.DataNodes.Count);
        Assert.Empty(topology.Sentinels);
    }

    [Fact]
    public void A_setting_that_changes_the_runtime_leaves_no_node_of_the_other_kind()
    {
        var builder = TestApplication.NewBuilder();
        var topology = builder.AddRedisReplication("cache").WithRuntime(RedisRuntime.Container);
        Assert.All(topology.Resource.Nodes, node => Assert.IsType<RedisNodeContainerResource>(node));
        Assert.Equal(3, builder.Resources.OfType<RedisNodeContainerResource>().Count());
        topology.WithRuntime(RedisRuntime.Process);
        Assert.All(topology.Resource.Nodes, node => Assert.IsType<RedisNodeProcessResource>(node));
        Assert.Equal(3, builder.Resources.OfType<RedisNodeProcessResource>().Count());
        Assert.Empty(builder.Resources.OfType<RedisNodeContainerResource>());
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task The_machine_is_asked_what_it_offers_when_all_settings_are_known()
    {
        var folder = Directory.CreateTempSubdirectory("hosting-tests-");
        var server = Path.Combine(folder.FullName, "server");
        await File.WriteAllTextAsync(server, "#!/bin/sh\necho asked >>\"$0.log\"\necho 'Redis server v=7.0.15'\n");
        File.SetUnixFileMode(server, PrivateFiles.DirectoryMode);
        var builder = TestApplication.NewBuilder();
        builder.AddRedisReplication("cache").WithRuntime(RedisRuntime.Process).WithExecutable(server).WithPorts(7000);
        await using var application = builder.Build();
        Assert.Empty(builder.Resources.OfType<IRedisNodeResource>());
        Assert.False(File.Exists($"{server}.log"));

        foreach (var subscriber in application.Services.GetServices<IDistributedApplicationEventingSubscriber>())
        {
            await subscriber.SubscribeAsync(builder.Eventing, builder.ExecutionContext, CancellationToken.None);
        }

        Assert.Equal(3, builder.Resources.OfType<IRedisNodeResource>().Count());
        Assert.Equal(["asked"], await File.ReadAllLinesAsync($"{server}.log"));
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(RedisRuntime.Process)]
    [InlineData(RedisRuntime.Container)]
    public void Endpoints_have_no_proxy_and_a_port_of_their_own_that_is_the_same_inside_and_outside(RedisRuntime runtime)
    {
        var topology = TestApplication.NewBuilder().AddRedisCluster("cache").WithRuntime(runtime).Resource;
        var endpoints = topology.DataNodes.SelectMany(node => node.Annotations.OfType<EndpointAnnotation>()).ToArray();
        Assert.Equal(12, endpoints.Select(one => one.Port).Distinct().Count());
        Assert.All(endpoints, one =>
        {
            Assert.False(one.IsProxied);
            Assert.NotNull(one.Port);
            Assert.Equal(one.Port, one.TargetPort);
            Assert.Equal(ProtocolType.Tcp, one.Protocol);
        });
    }

    [Fact]
    public void A_process_is_reached_from_this_machine_only()
    {
        var node = TestApplication.NewBuilder().AddRedisCluster("cache").WithRuntime(RedisRuntime.Process).Resource.DataNodes[0];
        var endpoints = node.Annotations.OfType<EndpointAnnotation>().ToDictionary(one => one.Name);
        Assert.Equal(["bus", "tcp"], endpoints.Keys.Order());
        Assert.Equal("redis", endpoints["tcp"].UriScheme);
        Assert.All(endpoints.Values, one => Assert.Equal("127.0.0.1", one.TargetHost));
    }

    [Fact]
    public void Fixed_ports_follow_each_other_and_the_bus_ports_come_after_them()
    {
        var topology = TestApplication.NewBuilder().AddRedisCluster("cache").WithRuntime(RedisRuntime.Process).WithPorts(7000).Resource;
        Assert.Equal([7000, 7001, 7002, 7003, 7004, 7005], Ports("tcp"));
        Assert.Equal([7006, 7007, 7008, 7009, 7010, 7011], Ports("bus"));

        IEnumerable<int?> Ports(string name) => topology.DataNodes.Select(node => node.Annotations.OfType<EndpointAnnotation>().Single(one => one.Name == name).Port);
    }

    [Fact]
    public void A_connection_string_names_the_servers_and_the_password() => Assert.Equal(
        "{cache-1.bindings.tcp.host}:{cache-1.bindings.tcp.port},{cache-2.bindings.tcp.host}:{cache-2.bindings.tcp.port},password={cache-password.value}",
        TestApplication.NewBuilder().AddRedisReplication("cache", replicas: 1).Resource.ConnectionStringExpression.ValueExpression);

    [Fact]
    public void A_connection_string_to_sentinels_names_the_service() => Assert.Equal(
        "{cache-sentinel-1.bindings.tcp.host}:{cache-sentinel-1.bindings.tcp.port},serviceName=mymaster",
        TestApplication.NewBuilder().AddRedisSentinel("cache", sentinels: 1).WithPassword(null).Resource.ConnectionStringExpression.ValueExpression);

    [Fact]
    public void The_connection_properties_are_those_of_redis_and_what_a_group_has_besides()
    {
        IResourceWithConnectionString topology = TestApplication.NewBuilder().AddRedisSentinel("cache", sentinels: 1).Resource;
        var properties = topology.GetConnectionProperties().ToDictionary(property => property.Key, property => property.Value.ValueExpression);
        Assert.Equal(["Endpoints", "Host", "Mode", "Password", "Port", "ServiceName", "Uri"], properties.Keys.Order());
        Assert.Equal("sentinel", properties["Mode"]);
        Assert.Equal("{cache-sentinel-1.bindings.tcp.host}", properties["Host"]);
        Assert.Equal("mymaster", properties["ServiceName"]);
        Assert.StartsWith("redis://:{", properties["Uri"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RedisRuntime.Process)]
    [InlineData(RedisRuntime.Container)]
    public async Task A_password_never_stands_in_arguments_or_in_the_environment(RedisRuntime runtime)
    {
        var builder = TestApplication.NewBuilder();
        var topology = builder.AddRedisSentinel("cache").WithRuntime(runtime)
            .WithPassword(builder.AddParameter("password", TestApplication.Password, secret: true)).Resource;
        foreach (var node in topology.Nodes)
        {
            var texts = await ArgumentsAndVariablesAsync(node, builder.ExecutionContext);
            Assert.Contains(texts, text => text.EndsWith("/redis.conf", StringComparison.Ordinal));
            Assert.DoesNotContain(texts, text => text.Contains(TestApplication.Password, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_published_application_asks_for_the_connection_string_and_has_no_nodes()
    {
        var builder = TestApplication.NewBuilder("--operation", "publish");
        var topology = builder.AddRedisCluster("cache").WithRuntime(RedisRuntime.Process).WithValkeyImage().Resource;
        Assert.Empty(topology.Nodes);
        Assert.Empty(builder.Resources.OfType<IRedisNodeResource>());
        Assert.Equal("{cache-connectionstring.value}", topology.ConnectionStringExpression.ValueExpression);
        Assert.True(builder.Resources.OfType<ParameterResource>().Single(one => one.Name == "cache-connectionstring").Secret);
    }

    [Fact]
    public void Settings_of_the_apphost_reach_the_topology()
    {
        var builder = TestApplication.NewBuilder("--Topologies:Defaults:Runtime=Process", "--Topologies:cache:FirstPort=7000", "--Topologies:cache:Password=");
        var topology = builder.AddRedisReplication("cache").WithConfiguration(builder.Configuration.GetSection("Topologies:cache")).Resource;
        Assert.Equal(7000, topology.DataNodes[0].Annotations.OfType<EndpointAnnotation>().Single().Port);
        Assert.Null(topology.PasswordParameter);
    }

    [Fact]
    public void Too_few_nodes_are_refused()
    {
        var builder = TestApplication.NewBuilder();
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddRedisCluster("cache", masters: 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddRedisSentinel("cache", replicas: 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.AddRedisReplication("cache", replicas: -1));
    }

    /// <summary>All that the orchestrator is told to start a node with, as the node's own callbacks say it.</summary>
    private static async Task<IReadOnlyList<string>> ArgumentsAndVariablesAsync(IResource node, DistributedApplicationExecutionContext execution)
    {
        var arguments = new CommandLineArgsCallbackContext([], node);
        foreach (var annotation in node.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(arguments);
        }

        var environment = new EnvironmentCallbackContext(execution, node);
        foreach (var annotation in node.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(environment);
        }

        var texts = new List<string>();
        foreach (var value in arguments.Args.Concat(environment.EnvironmentVariables.Values))
        {
            texts.Add((value is IValueProvider provider ? await provider.GetValueAsync() : value.ToString()) ?? "");
        }

        return texts;
    }
}
