using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;
using Argonaut.Domain;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Endpoints;

/// <summary>Short forms of the usual answers.</summary>
internal static class Reply
{
    public static JsonReply<T> Json<T>(T value, JsonTypeInfo<T> shape, int status = 200) => new(value, shape, status);

    public static JsonReply<Page<T>> Page<T>(ImmutableArray<T> items, string? next, UnixNanos asOf, JsonTypeInfo<Page<T>> shape) =>
        new(new Page<T>(items, next, asOf.ToString(), asOf.ToIso()), shape);

    public static Task<IResult> Done(IResult result) => Task.FromResult(result);
}
