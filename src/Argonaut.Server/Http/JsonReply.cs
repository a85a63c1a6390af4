using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>A JSON body with its status; an immutable one carries a strong <c>ETag</c> and may be kept (api.md A-032).</summary>
internal sealed record JsonReply<T>(T Value, JsonTypeInfo<T> Shape, int Status = 200) : IResult
{
    public const string ContentType = "application/json; charset=utf-8";

    public bool IsImmutable { get; init; }

    public string? Location { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(Value, Shape);
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (Location is not null) response.Headers.Location = Location;
        if (!IsImmutable) return BodyWriter.WriteAsync(httpContext, body, ContentType);

        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        if (!httpContext.Request.Headers.IfNoneMatch.Contains(tag)) return BodyWriter.WriteAsync(httpContext, body, ContentType);
        response.StatusCode = StatusCodes.Status304NotModified;
        return Task.CompletedTask;
    }
}
