namespace ApiService.Problems;

/// <summary>Problem details for everything that is not a success, routing errors such as 404, 405 and 415 included.</summary>
internal static class ProblemsExtensions
{
    private const string MediaTypeNeeded = "The body has the wrong media type, or none: send it with the header Content-Type: application/json.";

    public static void AddProblems(this WebApplicationBuilder builder)
    {
        builder.Services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
        {
            if (context.ProblemDetails.Status == StatusCodes.Status415UnsupportedMediaType)
            {
                context.ProblemDetails.Detail ??= MediaTypeNeeded;
            }
        });
        builder.Services.AddExceptionHandler<FailureHandler>();
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();

        // Named here, because it would otherwise stand before the two and its failures outside their reach.
        app.UseRouting();
    }
}
