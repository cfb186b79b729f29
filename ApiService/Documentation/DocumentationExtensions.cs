namespace ApiService.Documentation;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, and a page to try it at <c>/docs</c>.</summary>
internal static class DocumentationExtensions
{
    private const string PagePath = "docs";

    public static void AddDocumentation(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(openApi =>
    {
        openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Redis topologies";
            document.Info.Description =
                "One API over master-replica, Sentinel and Cluster. Every answer names the node that served it and the master and replica it knows.";
            return Task.CompletedTask;
        });
        openApi.CreateSchemaReferenceId = TextSchemas.ReferenceId;
        openApi.AddSchemaTransformer((schema, context, _) => TextSchemas.Apply(schema, context));
        openApi.AddOperationTransformer((operation, _, _) => Parameters.Apply(operation));
    });

    public static void MapDocumentation(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapSwaggerUI(PagePath, page =>
        {
            page.DocumentTitle = "Redis topologies";
            page.SwaggerEndpoint("/openapi/v1.json", "v1");
        });
        app.MapGet("/", () => TypedResults.LocalRedirect($"/{PagePath}")).ExcludeFromDescription();
    }
}
