using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>A body that is not one JSON document: lines, CSV, metrics.</summary>
internal sealed record TextReply(ReadOnlyMemory<byte> Body, string ContentType) : IResult
{
    /// <summary>Goes into <c>X-Next-Cursor</c>: formats without an envelope have no other place for it.</summary>
    public string? NextCursor { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (NextCursor is not null) httpContext.Response.Headers["X-Next-Cursor"] = NextCursor;
        return BodyWriter.WriteAsync(httpContext, Body, ContentType);
    }
}
