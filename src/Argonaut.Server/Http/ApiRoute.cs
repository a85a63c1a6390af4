using System.Collections.Immutable;
using System.Text.Json;
using Argonaut.Domain;
using Argonaut.Server.Audit;
using Argonaut.Server.Auth;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>A body a route can answer with.</summary>
internal sealed record ApiAnswer(int Status, Type? Body, string Description, string ContentType = "application/json");

/// <summary>
/// One operation: everything that routing, checking and the OpenAPI document need to know of it. Its role is in <see cref="Policy"/>.
/// </summary>
/// <param name="Id">The operation id: unique, snake case.</param>
internal sealed record ApiRoute(
    string Method, string Pattern, string Id, string Area, string Summary, Func<ApiRequest, CancellationToken, Task<IResult>> Handle)
{
    public string Description { get; init; } = "";

    public ImmutableArray<Parameter> Parameters { get; init; } = [];

    public ImmutableArray<ApiAnswer> Answers { get; init; } = [];

    /// <summary>What it can refuse with, beside what every route can (see <see cref="CommonProblems"/>).</summary>
    public ImmutableArray<ProblemKind> Problems { get; init; } = [];

    /// <summary>Answers also while the server is starting.</summary>
    public bool IsOpenBeforeReady { get; init; }

    /// <summary>The handler itself refuses who has not the role: a browser cannot read why an upgrade to a WebSocket was refused.</summary>
    public bool ChecksRoleItself { get; init; }

    public bool HasBody => Parameters.Any(p => p.Place == ParameterPlace.Either);

    /// <summary>Tells what was known at a past moment.</summary>
    public bool KnowsPast => Parameters.Contains(PastTime.Parameter);

    /// <summary>What every route can answer before its handler runs.</summary>
    public ImmutableArray<ProblemKind> CommonProblems =>
    [
        ProblemKinds.InvalidParameter, ProblemKinds.UnknownField, ProblemKinds.MissingToken, ProblemKinds.InvalidToken,
        ProblemKinds.ForbiddenRole, ProblemKinds.ForbiddenOrigin, ProblemKinds.NotFound, ProblemKinds.UnknownHost, ProblemKinds.BodyTooLarge,
        ProblemKinds.UnsupportedMediaType, ProblemKinds.RateLimited, ProblemKinds.Internal,
        .. HasBody ? [ProblemKinds.MalformedJson] : ImmutableArray<ProblemKind>.Empty,
        .. IsOpenBeforeReady ? [] : ImmutableArray.Create(ProblemKinds.Starting),
        ProblemKinds.DatabaseUnavailable,
    ];
}

/// <summary>A request after its parameters were read and checked.</summary>
internal sealed record ApiRequest(HttpContext Context, ApiRoute Route, Caller Caller, ParameterValues Values)
{
    /// <summary>For the audit log.</summary>
    public AuditNote Note { get; } = new();

    /// <summary>The past moment that is asked for; null: now.</summary>
    public UnixNanos? AsOf => Route.KnowsPast ? Values.Time(PastTime.Name) : null;

    /// <summary>The JSON object as it was sent; null without one.</summary>
    public JsonElement? Body { get; init; }

    public string? Accept => Context.Request.Headers.Accept.Count == 0 ? null : Context.Request.Headers.Accept.ToString();
}
