using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Http;

/// <summary>An answer without a body, or one that wrote its body itself.</summary>
internal sealed record EmptyReply(int? Status) : IResult
{
    public static readonly EmptyReply NoContent = new(StatusCodes.Status204NoContent);

    /// <summary>The handler has answered already.</summary>
    public static readonly EmptyReply Done = new((int?)null);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Status is { } status) httpContext.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
