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
    private const string KeyDescription = "1 to 1,024 bytes of UTF-8.";
    private const string ModeDescription = "master-replica, sentinel or cluster.";

    public static void MapCache(this IEndpointRouteBuilder routes)
    {
        var cache = routes.MapGroup("").WithTags("cache").ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        cache.MapGet("/cache", ReadOfDefault).DescribesRead("Reads a key from a replica, or from the master when no replica answers.");
        cache.MapGet("/{mode}/cache", Read).DescribesRead("Reads a key through the given mode.");
        cache.MapGet("/cache/random", ReadRandomOfDefault).DescribesRead("Reads a key from a node picked at random among those that may serve it.");
        cache.MapGet("/{mode}/cache/random", ReadRandom).DescribesRead("Reads a key through the given mode from a node picked at random.");
        cache.MapPost("/cache", WriteOfDefault).DescribesWrite("Sets a key on the master.");
        cache.MapPost("/{mode}/cache", Write).DescribesWrite("Sets a key on the master of the given mode.");
    }

    private static void DescribesRead(this RouteHandlerBuilder route, string summary) => route
        .WithSummary(summary)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict);

    private static void DescribesWrite(this RouteHandlerBuilder route, string summary) => route
        .WithSummary(summary)
        .WithMetadata(new NoServerLimit())
        .Accepts<CacheEntry>("application/json")
        .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);

    private static Task<ReadAnswer> ReadOfDefault(
        [Description(KeyDescription)] string? key, ConfiguredTopologies topologies, CancellationToken cancellationToken) =>
        ReadFrom(topologies.Default, key, cancellationToken);

    private static Task<ReadAnswer> ReadRandomOfDefault(
        [Description(KeyDescription)] string? key, ConfiguredTopologies topologies, CancellationToken cancellationToken) =>
        ReadFromAny(topologies.Default, key, cancellationToken);

    private static Task<ReadAnswer> Read(
        [Description(ModeDescription)] string mode,
        [Description(KeyDescription)] string? key,
        ConfiguredTopologies topologies,
        CancellationToken cancellationToken) =>
        topologies.TryGet(mode, out var redis)
            ? ReadFrom(redis, key, cancellationToken)
            : Task.FromResult<ReadAnswer>(ProblemFactory.Invalid("mode", topologies.WhyMissing(mode)));

    private static Task<ReadAnswer> ReadRandom(
        [Description(ModeDescription)] string mode,
        [Description(KeyDescription)] string? key,
        ConfiguredTopologies topologies,
        CancellationToken cancellationToken) =>
        topologies.TryGet(mode, out var redis)
            ? ReadFromAny(redis, key, cancellationToken)
            : Task.FromResult<ReadAnswer>(ProblemFactory.Invalid("mode", topologies.WhyMissing(mode)));

    private static Task<WriteAnswer> WriteOfDefault(
        HttpRequest request, ConfiguredTopologies topologies, CancellationToken cancellationToken) =>
        WriteTo(topologies.Default, request, cancellationToken);

    private static Task<WriteAnswer> Write(
        [Description(ModeDescription)] string mode,
        HttpRequest request,
        ConfiguredTopologies topologies,
        CancellationToken cancellationToken) =>
        topologies.TryGet(mode, out var redis)
            ? WriteTo(redis, request, cancellationToken)
            : Task.FromResult<WriteAnswer>(ProblemFactory.Invalid("mode", topologies.WhyMissing(mode)));

    private static async Task<ReadAnswer> ReadFrom(IRedisConnection redis, string? key, CancellationToken cancellationToken) =>
        CacheLimits.KeyProblem(key) is { } problem
            ? ProblemFactory.Invalid("key", problem)
            : Found(redis, key!, await redis.ReadAsync(key!, cancellationToken));

    private static async Task<ReadAnswer> ReadFromAny(IRedisConnection redis, string? key, CancellationToken cancellationToken) =>
        CacheLimits.KeyProblem(key) is { } problem
            ? ProblemFactory.Invalid("key", problem)
            : Found(redis, key!, await redis.ReadRandomAsync(key!, cancellationToken));

    private static ReadAnswer Found(IRedisConnection redis, string key, in ReadResult read) => read.Value is null
        ? ProblemFactory.NoSuchKey(redis, key, read)
        : new CacheResult(CacheAnswer.From(redis, key, read));

    private static async Task<WriteAnswer> WriteTo(IRedisConnection redis, HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await RequestBody.ReadAsync(request, CacheLimits.MaxBodyBytes, cancellationToken);
        if (body is null)
        {
            return ProblemFactory.Invalid("value", CacheLimits.ValueTooLong);
        }

        if (CacheEntryParser.Parse(body.Value, out var problems) is not { } entry)
        {
            return ProblemFactory.Invalid(problems);
        }

        var write = await redis.WriteAsync(entry.Key, entry.Value, cancellationToken);
        return new CacheResult(CacheAnswer.From(redis, entry, write));
    }

    /// <summary>Lifts the server's own limit of 30 MB; <see cref="RequestBody"/> holds ours, and answers which field is too long.</summary>
    private sealed class NoServerLimit : IRequestSizeLimitMetadata
    {
        public long? MaxRequestBodySize => null;
    }
}
