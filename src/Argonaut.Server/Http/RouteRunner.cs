using System.Collections.Immutable;
using Argonaut.Ports;
using Argonaut.Server.Audit;
using Argonaut.Server.Auth;
using Argonaut.Server.Limits;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>Runs one route: who calls, may they, is it not too much, is the server ready, are the parameters right; then its handler, and the audit log.</summary>
internal sealed class RouteRunner(Authenticator authenticator, RequestLimits limits, HostRules hosts, AuditTrail audit, ReadinessState readiness, TimeProvider time)
{
    public async Task RunAsync(HttpContext context, ApiRoute route, Role? needed)
    {
        var result = await AnswerAsync(context, route, needed);
        await result.ExecuteAsync(context);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, ApiRoute route, Role? needed)
    {
        var (caller, unknown) = await authenticator.IdentifyAsync(context);
        if (caller is null) return unknown!;
        if (limits.Take(context, route, caller) is { } tooMany) return tooMany;
        var isAudited = Policy.IsAudited(route.Method, route.Pattern);
        if (!route.ChecksRoleItself && needed is { } role && Authenticator.Check(caller, role) is { } refused)
        {
            // Without a token nobody tried anything: that is a page that has to sign in first.
            if (isAudited && caller.TokenName is not null) await audit.WriteAsync(context, caller, route.Id, null, null, refused.Kind.Code);
            return refused;
        }

        if (caller.SessionId is not null && route.Method != "GET" && hosts.CheckCookieOrigin(context.Request) is { } foreign) return foreign;
        if (!route.IsOpenBeforeReady && NotReady() is { } notReady) return notReady;
        var (body, wrongBody) = await BodyReader.ReadAsync(context, context.RequestAborted);
        if (wrongBody is not null) return wrongBody;
        var segments = (ImmutableArray<string>)context.Items[typeof(RawTarget)]!;
        if (ParameterReader.Read(route, segments, context.Request.Query, body, out var problem) is not { } values) return problem!;
        var request = new ApiRequest(context, route, caller, values) { Body = body };
        if (request.AsOf is { } moment)
        {
            if (PastTime.Refuse(moment, HybridClock.Now(time)) is { } ahead) return ahead;
            context.Response.Headers["As-Of"] = moment.ToString();
        }

        return isAudited ? await HandleAuditedAsync(request) : await route.Handle(request, context.RequestAborted);
    }

    private async Task<IResult> HandleAuditedAsync(ApiRequest request)
    {
        if (!audit.HasRoom)
            return Problem.Of(ProblemKinds.DatabaseUnavailable, "The audit log waits for the database and is full: nothing is changed until it is written.") with { RetryAfter = TimeSpan.FromSeconds(1) };
        var outcome = "failed";
        try
        {
            var result = await request.Route.Handle(request, request.Context.RequestAborted);
            outcome = result is Problem refused ? refused.Kind.Code : "done";
            return result;
        }
        finally
        {
            // Also what failed half way is told.
            await audit.WriteAsync(request.Context, request.Caller, request.Route.Id, request.Note.Before, request.Note.After ?? request.Values.ToJson(), outcome);
        }
    }

    private Problem? NotReady()
    {
        var state = readiness.Current;
        return state.Phase switch
        {
            ReadinessPhase.Starting => Problem.Of(ProblemKinds.Starting, $"The server is starting: {state.Step}.") with { RetryAfter = TimeSpan.FromSeconds(1) },
            ReadinessPhase.Stopping => Problem.Of(ProblemKinds.ShuttingDown, "The server is shutting down."),
            // A loop that failed makes the service unready for those who watch it; what still works goes on working.
            _ => null,
        };
    }
}
