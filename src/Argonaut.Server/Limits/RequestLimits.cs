using System.Globalization;
using Argonaut.Server.Auth;
using Argonaut.Server.Http;
using Microsoft.AspNetCore.Http;

namespace Argonaut.Server.Limits;

/// <summary>How much one token and one address may ask for (api.md A-050). Health and metrics are not limited: whoever watches must always see.</summary>
internal sealed class RequestLimits(ServerLimits limits, TimeProvider time)
{
    private const string Exports = "/api/v1/parquet/export/";
    private const string Health = "/health";
    private const string Metrics = "/metrics";

    private readonly KeyedBuckets _api = new(limits.RequestsPerSecond, limits.RequestsPerSecond, time);
    private readonly KeyedBuckets _exports = new(limits.ExportsPerMinute / 60.0, limits.ExportsPerMinute, time);

    /// <summary>Null: it may go on. The headers say what is left.</summary>
    public Problem? Take(HttpContext context, ApiRoute route, Caller caller)
    {
        if (route.Pattern == Metrics || route.Pattern.StartsWith(Health, StringComparison.Ordinal)) return null;
        if (route.Pattern.StartsWith(Exports, StringComparison.Ordinal) && Take(context, caller, _exports, "exports", 60, "exports a minute") is { } tooManyExports) return tooManyExports;
        return Take(context, caller, _api, "api", 1, "requests a second");
    }

    private static Problem? Take(HttpContext context, Caller caller, KeyedBuckets buckets, string name, int window, string unit)
    {
        var isAllowed = buckets.TryTake($"address {caller.Address}", out var left, out var wait);
        if (isAllowed && caller.TokenId is { } token)
        {
            isAllowed = buckets.TryTake($"token {token}", out var ofToken, out wait);
            left = Math.Min(left, ofToken);
        }

        var headers = context.Response.Headers;
        headers.Append("RateLimit-Policy", string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={buckets.Burst};w={window}"));
        headers.Append("RateLimit", string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds))}"));
        return isAllowed
            ? null
            : Problem.Of(ProblemKinds.RateLimited, $"More than {buckets.Burst} {unit} from one token or address; wait and try again.") with { RetryAfter = wait };
    }
}
