using System.Net.Sockets;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Offline.Tests;

public sealed class ExpressionTests
{
    [Fact]
    public async Task An_expression_waits_until_its_endpoint_has_an_address()
    {
        var (resource, endpoint) = Executable();
        var value = ReferenceExpression.Create($"{resource.GetEndpoint("tcp").Property(EndpointProperty.HostAndPort)},x").GetValueAsync(default).AsTask();
        Assert.False(value.IsCompleted);

        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 1234);

        Assert.Equal("localhost:1234,x", await value);
    }

    [Fact]
    public async Task A_container_sees_another_by_its_name_and_inner_port()
    {
        var container = new ContainerResource("one");
        container.Annotations.Add(new ContainerImageAnnotation { Image = "redis" });
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: 20_000, targetPort: 6379);
        container.Annotations.Add(endpoint);
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 20_000);

        Assert.Equal("one.dev.internal:6379", await SeenByAsync(container, container));
    }

    [Fact]
    public async Task A_container_sees_a_process_through_the_name_of_its_machine()
    {
        var (process, endpoint) = Executable();
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", 1234);
        var container = new ContainerResource("one");
        container.Annotations.Add(new ContainerImageAnnotation { Image = "redis" });

        Assert.Equal("host.docker.internal:1234", await SeenByAsync(process, container));
    }

    [Fact]
    public async Task Braces_in_a_text_come_out_as_they_went_in()
    {
        var builder = new ReferenceExpressionBuilder();
        builder.AppendLiteral("{a}");

        Assert.Equal("{a}", await builder.Build().GetValueAsync(default));
    }

    [Fact]
    public void An_address_that_is_not_known_yet_is_refused_when_asked_for_at_once()
    {
        var (resource, _) = Executable();

        var problem = Assert.Throws<InvalidOperationException>(() => resource.GetEndpoint("tcp").Port);
        Assert.Equal("The endpoint `tcp` is not allocated for the resource `one`.", problem.Message);
    }

    [Fact]
    public async Task A_reference_hands_over_the_connection_string_and_its_parts()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });
        var source = builder.AddResource(new Database("my-db"));
        var destination = builder.AddExecutable("app", "true", ".").WithReference(source);
        var context = new EnvironmentCallbackContext(builder.ExecutionContext, destination.Resource);
        foreach (var annotation in destination.Resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context);
        }

        Assert.Equal(["ConnectionStrings__my-db", "MY_DB_HOST"], context.EnvironmentVariables.Keys.Order(StringComparer.Ordinal));
    }

    private static (ExecutableResource Resource, EndpointAnnotation Endpoint) Executable()
    {
        var resource = new ExecutableResource("one", "true", ".");
        var endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", isProxied: false);
        resource.Annotations.Add(endpoint);
        return (resource, endpoint);
    }

    private static async Task<string?> SeenByAsync(IResourceWithEndpoints resource, IResource caller) =>
        await resource.GetEndpoint("tcp").Property(EndpointProperty.HostAndPort).GetValueAsync(new ValueProviderContext { Caller = caller });

    private sealed class Database(string name) : Resource(name), IResourceWithConnectionString
    {
        public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"host");

        IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => [new("Host", ReferenceExpression.Create($"host"))];
    }
}
