using System.Globalization;

namespace Argonaut.Server.Http;

/// <summary>The version of a thing that people change, as <c>ETag</c> and <c>If-Match</c> (api.md A-049).</summary>
internal static class EntityTag
{
    /// <summary>Of <c>If-Match</c>; null when it is not sent, -1 when it is no version of ours.</summary>
    public static long? Of(ApiRequest request)
    {
        var header = request.Context.Request.Headers.IfMatch;
        if (header.Count == 0) return null;
        return long.TryParse(header.ToString().Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : -1;
    }

    public static void Set(ApiRequest request, long version)
    {
        request.Context.Response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
        request.Context.Response.Headers.CacheControl = "no-store";
    }

    public static Problem Stale(string what) =>
        Problem.Of(ProblemKinds.PreconditionFailed, $"'{what}' was changed or removed meanwhile: read it again, then save.");

    public static Problem Missing(string what, long version) =>
        Problem.Of(ProblemKinds.PreconditionRequired, $"'{what}' exists: send 'If-Match: \"{version}\"' to replace or remove this version.");
}
