using System.Collections.Immutable;
using Argonaut.Server.Auth;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>Runs one route: who calls, may they, is the server ready, are the parameters right; then its handler.</summary>
internal sealed class RouteRunner(Authenticator authenticator, ReadinessState readiness)
{
    public async Task RunAsync(HttpContext context, ApiRoute route, Role? needed)
    {
        var result = await AnswerAsync(context, route, needed);
        await result.ExecuteAsync(context);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, ApiRoute route, Role? needed)
    {
        if (authenticator.Identify(context, out var problem) is not { } caller) return problem!;
        if (needed is { } role && Authenticator.Check(caller, role) is { } refused) return refused;
        if (!route.IsOpenBeforeReady && NotReady() is { } notReady) return notReady;
        var (body, wrongBody) = await BodyReader.ReadAsync(context, context.RequestAborted);
        if (wrongBody is not null) return wrongBody;
        var segments = (ImmutableArray<string>)context.Items[typeof(RawTarget)]!;
        var values = ParameterReader.Read(route, segments, context.Request.Query, body, out problem);
        return values is null ? problem! : await route.Handle(new ApiRequest(context, route, caller, values) { Body = body }, context.RequestAborted);
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
