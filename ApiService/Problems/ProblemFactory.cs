using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using RedisLib;

namespace ApiService.Problems;

/// <summary>The problem details (RFC 9457) of this service.</summary>
internal static class ProblemFactory
{
    /// <summary>400, naming the field at fault.</summary>
    public static ValidationProblem Invalid(string field, string problem) => Invalid([new FieldProblem(field, problem)]);

    /// <summary>400, naming every field at fault.</summary>
    public static ValidationProblem Invalid(IReadOnlyList<FieldProblem> problems) =>
        TypedResults.ValidationProblem(problems
            .GroupBy(problem => problem.Field, problem => problem.Text, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal));

    /// <summary>404. On the cache routes it means this and nothing else, so that a caller can take it for a miss.</summary>
    public static ProblemHttpResult NoSuchKey(IRedisConnection redis, string key, in ReadResult read) => TypedResults.Problem(
        title: "No such key",
        detail: $"There is no key '{key}'.",
        statusCode: StatusCodes.Status404NotFound,
        extensions:
        [
            new("mode", ModeNames.Of(redis.Mode)),
            new("key", key),
            new("servedBy", read.ServedBy.ToString()),
            new("master", read.Master?.ToString()),
            new("replica", read.Replica?.ToString()),
        ]);

    /// <summary>The answer for what Redis, or the way to it, did.</summary>
    public static ProblemDetails From(RedisFailure failure, string topology)
    {
        var problem = new ProblemDetails { Status = failure.Status, Title = failure.Title, Detail = failure.Detail };
        problem.Extensions["mode"] = topology;
        if (failure.Node is { } node)
        {
            problem.Extensions["node"] = node.ToString();
        }

        if (failure.MayHaveBeenApplied is { } mayHaveBeenApplied)
        {
            problem.Extensions["mayHaveBeenApplied"] = mayHaveBeenApplied;
        }

        return problem;
    }
}

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">The query parameter, the property of the body, or <c>body</c>.</param>
/// <param name="Text">What is wrong and what to send instead.</param>
internal readonly record struct FieldProblem(string Field, string Text);
