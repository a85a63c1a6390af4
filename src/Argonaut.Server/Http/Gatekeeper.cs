using System.Security.Cryptography;
using Argonaut.Domain;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Dashboard;
using Argonaut.Server.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace Argonaut.Server.Http;

/// <summary>
/// The outermost layer: request id, security headers, host and origin checks, and an answer in the one problem format for whatever goes
/// wrong below.
/// </summary>
internal sealed class Gatekeeper(HostRules hosts, bool hasTls, ServerMetrics metrics, TimeProvider time, ILogger log)
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
        + "frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

    public async Task RunAsync(HttpContext context, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        context.TraceIdentifier = RequestId(context.Request);
        SetHeaders(context.Response);
        try
        {
            if (Refuse(context) is { } problem) await problem.ExecuteAsync(context);
            else await next(context);
            await CompleteAsync(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone; nobody hears an answer.
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            await AnswerAsync(context, e);
        }
        finally
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
            var method = context.Request.Method;
            var isKnown = HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsDelete(method) || HttpMethods.IsHead(method);
            // A stream lasts as long as the page is open: its length is no answer time.
            if (!context.WebSockets.IsWebSocketRequest) metrics.Request(route, isKnown ? method : "(other)", context.Response.StatusCode, time.GetElapsedTime(started).TotalSeconds);
        }
    }

    private Problem? Refuse(HttpContext context)
    {
        if (hosts.CheckHost(context.Request) is { } wrongHost) return wrongHost;
        var method = context.Request.Method;
        var isSafe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        if (!isSafe && hosts.CheckOrigin(context.Request) is { } wrongOrigin) return wrongOrigin;
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (!RawTarget.TrySplit(target, out var segments)) return Problem.Of(ProblemKinds.NotFound, "This path leads nowhere.");
        context.Items[typeof(RawTarget)] = segments;
        return null;
    }

    /// <summary>Routing answers 404, 405 and 415 without a body.</summary>
    private static async Task CompleteAsync(HttpContext context)
    {
        var response = context.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength is not null || response.ContentType is not null) return;
        var path = context.Request.Path.Value ?? "";
        var problem = response.StatusCode switch
        {
            StatusCodes.Status405MethodNotAllowed => Problem.Of(ProblemKinds.MethodNotAllowed, $"Allowed here: {response.Headers.Allow}."),
            StatusCodes.Status415UnsupportedMediaType => Problem.Of(ProblemKinds.UnsupportedMediaType, "A body must have the content type application/json."),
            _ => Problem.Of(ProblemKinds.NotFound, "There is no such route.") with { Hint = OldPaths.HintFor(path) },
        };
        await problem.ExecuteAsync(context);
    }

    private async Task AnswerAsync(HttpContext context, Exception exception)
    {
        var problem = exception switch
        {
            RangeUnreadableException e => Problem.Of(ProblemKinds.DatabaseUnavailable, e.Message),
            StoreUnavailableException e => Problem.Of(ProblemKinds.DatabaseUnavailable, e.Message) with { RetryAfter = TimeSpan.FromSeconds(1) },
            FeedUnavailableException e => Problem.Of(ProblemKinds.BrokerDisconnected, e.Message) with { RetryAfter = TimeSpan.FromSeconds(5) },
            InstrumentRefusedException e => Problem.Of(ProblemKinds.ValidationFailed, e.Message),
            DefinitionConflictException e => Problem.Of(ProblemKinds.Conflict, e.Message),
            FeedRequestException e => Problem.Of(ProblemKinds.BrokerRejected, "The broker refused the request.") with { Broker = new BrokerError(e.Code, e.Text) },
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } =>
                Problem.Of(ProblemKinds.BodyTooLarge, $"A body may have {BodyReader.LargestBody} bytes."),
            BadHttpRequestException => Problem.Of(ProblemKinds.InvalidParameter, "The request is broken."),
            _ => null,
        };
        if (problem is null)
        {
            var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(none)";
            ServerLog.RequestFailed(log, context.TraceIdentifier, context.Request.Method, route, exception);
            problem = Problem.Of(ProblemKinds.Internal, $"The server failed to answer. The log names this request {context.TraceIdentifier}.");
        }

        await problem.ExecuteAsync(context);
    }

    private void SetHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers["X-Request-Id"] = response.HttpContext.TraceIdentifier;
        // What is answered is at least as new as that; an answer that is kept keeps it.
        headers["As-Of"] = HybridClock.Now(time).ToString();
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "";
        headers.CacheControl = "no-store";
        if (hasTls) headers.StrictTransportSecurity = "max-age=31536000";
    }

    private static string RequestId(HttpRequest request)
    {
        var given = request.Headers["X-Request-Id"].ToString();
        return given.Length is >= 1 and <= 64 && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? given
            : RandomNumberGenerator.GetHexString(16, lowercase: true);
    }
}
