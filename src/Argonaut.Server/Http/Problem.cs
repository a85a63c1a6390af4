using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Argonaut.Server.Contracts;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>An answer that says no, as RFC 9457 problem document (api.md A-024).</summary>
internal sealed record Problem(ProblemKind Kind, string Detail) : IResult
{
    public const string ContentType = "application/problem+json";

    public ImmutableArray<ProblemError> Errors { get; init; } = [];

    public TimeSpan? RetryAfter { get; init; }

    public string? Hint { get; init; }

    public BrokerError? Broker { get; init; }

    public static Problem Of(ProblemKind kind, string detail) => new(kind, detail);

    /// <summary>A problem of one parameter: its pointer and the same sentence.</summary>
    public static Problem Of(ProblemKind kind, string detail, string parameter) =>
        new(kind, detail) { Errors = [new ProblemError("/" + parameter, kind.Code, detail)] };

    /// <summary>As it was when it was written down.</summary>
    public static Problem Of(ProblemDocument document) => new(new ProblemKind(document.Code, document.Status, document.Title), document.Detail)
    {
        Errors = document.Errors ?? [],
        RetryAfter = document.RetryAfterMs is { } wait ? TimeSpan.FromMilliseconds(wait) : null,
        Hint = document.Hint,
        Broker = document.Broker,
    };

    public ProblemDocument ToDocument(string? instance, string? requestId) => new()
    {
        Type = "urn:argonaut:problem:" + Kind.Code.Replace('_', '-'),
        Title = Kind.Title,
        Status = Kind.Status,
        Detail = Detail,
        Instance = instance,
        Code = Kind.Code,
        RequestId = requestId,
        Errors = Errors.IsEmpty ? null : Errors,
        RetryAfterMs = RetryAfter is { } wait ? (long)wait.TotalMilliseconds : null,
        Hint = Hint,
        Broker = Broker,
    };

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Kind.Status;
        response.Headers.CacheControl = "no-store";
        if (Kind.Status == 401) response.Headers.WWWAuthenticate = "Bearer";
        if (RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var document = ToDocument(httpContext.Request.Path.ToUriComponent(), httpContext.TraceIdentifier);
        return BodyWriter.WriteAsync(httpContext, JsonSerializer.SerializeToUtf8Bytes(document, ServerJson.Default.ProblemDocument), ContentType);
    }
}
