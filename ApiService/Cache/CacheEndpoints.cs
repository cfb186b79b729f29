using System.ComponentModel;
using ApiService.Problems;
using ApiService.Topologies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Metadata;
using RedisLib;

namespace ApiService.Cache;

using ReadAnswer = Results<CacheResult, ProblemHttpResult, ValidationProblem>;
using WriteAnswer = Results<CacheResult, ValidationProblem>;

/// <summary>Reads and writes of string values, on the mode of <c>Redis:Mode</c> or on the one that the route names.</summary>
internal static class CacheEndpoints
{
    private const string ModeDescription = "master-replica, sentinel or cluster.";

    public static void AddCache(this WebApplicationBuilder builder) => builder.Services.AddSingleton(_ => BodyMemory.OfThisProcess());

    public static void MapCache(this IEndpointRouteBuilder routes)
    {
        var cache = routes.MapGroup("").WithTags("cache").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        cache.MapGet("/cache", FromDefault(OwnRead)).DescribesRead("Reads a key from a replica, or from the master when no replica answers.");
        cache.MapGet("/{mode}/cache", FromMode(OwnRead)).DescribesRead("Reads a key through the given mode.");
        cache.MapGet("/cache/random", FromDefault(RandomRead)).DescribesRead("Reads a key from a node picked at random among those that may serve it.");
        cache.MapGet("/{mode}/cache/random", FromMode(RandomRead)).DescribesRead("Reads a key through the given mode from a node picked at random.");
        cache.MapPost("/cache", WriteToDefault).DescribesWrite("Sets a key on the master.");
        cache.MapPost("/{mode}/cache", WriteToMode).DescribesWrite("Sets a key on the master of the given mode.");
    }

    private static ValueTask<ReadResult> OwnRead(IRedisConnection redis, string key, CancellationToken cancellationToken) =>
        redis.ReadAsync(key, cancellationToken);

    private static ValueTask<ReadResult> RandomRead(IRedisConnection redis, string key, CancellationToken cancellationToken) =>
        redis.ReadRandomAsync(key, cancellationToken);

    private static void DescribesRead(this RouteHandlerBuilder route, string summary) => route
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static void DescribesWrite(this RouteHandlerBuilder route, string summary) => route
        .WithSummary(summary)
        .WithMetadata(new NoServerLimit(), new WritesData())
        .Accepts<CacheEntry>("application/json")
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static Delegate FromDefault(Reading reading) =>
        ([Description(CacheLimits.Key)] string? key, ConfiguredTopologies topologies, CancellationToken cancellationToken) =>
            ReadAsync(topologies.Default, reading, key, cancellationToken);

    private static Delegate FromMode(Reading reading) => (
        [Description(ModeDescription)] string mode,
        [Description(CacheLimits.Key)] string? key,
        ConfiguredTopologies topologies,
        CancellationToken cancellationToken) =>
        topologies.TryGet(mode, out var redis)
            ? ReadAsync(redis, reading, key, cancellationToken)
            : Task.FromResult<ReadAnswer>(ProblemFactory.Invalid("mode", topologies.WhyMissing(mode)));

    private static Task<WriteAnswer> WriteToDefault(
        HttpRequest request, ConfiguredTopologies topologies, BodyMemory memory, CancellationToken cancellationToken) =>
        WriteAsync(topologies.Default, request, memory, cancellationToken);

    private static Task<WriteAnswer> WriteToMode(
        [Description(ModeDescription)] string mode,
        HttpRequest request,
        ConfiguredTopologies topologies,
        BodyMemory memory,
        CancellationToken cancellationToken) =>
        topologies.TryGet(mode, out var redis)
            ? WriteAsync(redis, request, memory, cancellationToken)
            : Task.FromResult<WriteAnswer>(ProblemFactory.Invalid("mode", topologies.WhyMissing(mode)));

    private static async Task<ReadAnswer> ReadAsync(
        IRedisConnection redis, Reading reading, string? key, CancellationToken cancellationToken) =>
        CacheLimits.KeyProblem(key) is { } problem
            ? ProblemFactory.Invalid("key", problem)
            : Found(redis, key!, await reading(redis, key!, cancellationToken));

    private static ReadAnswer Found(IRedisConnection redis, string key, in ReadResult read) => read.Value is null
        ? ProblemFactory.NoSuchKey(redis, key, read)
        : new CacheResult(CacheAnswer.From(redis, key, read));

    private static async Task<WriteAnswer> WriteAsync(
        IRedisConnection redis, HttpRequest request, BodyMemory memory, CancellationToken cancellationToken)
    {
        using var body = new RequestBody(memory);
        if (await body.ReadAsync(request, CacheLimits.MaxBodyBytes, cancellationToken) is not { } bytes)
        {
            return ProblemFactory.Invalid("value", CacheLimits.ValueTooLong);
        }

        if (CacheEntryParser.Parse(bytes, out var problems) is not { } entry)
        {
            return ProblemFactory.Invalid(problems);
        }

        var write = await redis.WriteAsync(entry.Key, entry.Value, cancellationToken);
        return new CacheResult(CacheAnswer.From(redis, entry, write));
    }

    /// <summary>One of the ways to read a key.</summary>
    private delegate ValueTask<ReadResult> Reading(IRedisConnection redis, string key, CancellationToken cancellationToken);

    /// <summary>Lifts the server's own limit of 30 MB; <see cref="RequestBody"/> holds ours, and answers which field is too long.</summary>
    private sealed class NoServerLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
