using System.Collections.Immutable;

namespace Argonaut.Server.Http;

/// <summary>Routes of the earlier platform that moved (platform.md section 1): they answer 404 with a hint at the new one.</summary>
internal static class OldPaths
{
    /// <summary>A prefix of the path, and where it went. The first that fits counts; only routes that exist here are named.</summary>
    public static readonly ImmutableArray<(string Prefix, string NewRoute)> Table =
    [
        ("/health/", "GET /health"),
        ("/api/v1/status", "GET /api/v1/system/status"),
        ("/api/v1/system/performance", "GET /api/v1/system/status"),
        ("/api/v1/messagebus/status", "GET /api/v1/system/status"),
        ("/api/v1/market-data/status", "GET /api/v1/subscriptions and GET /api/v1/sources"),
        ("/api/v1/market-data/subscriptions", "GET /api/v1/subscriptions"),
        ("/api/v1/market-data/subscribe", "POST and DELETE /api/v1/instruments/{id}/subscriptions"),
        ("/api/v1/market-data/historical/bars", "GET /api/v1/instruments/{id}/bars?timeframe="),
        ("/api/v1/cache/latest-", "GET /api/v1/instruments/{id}/snapshot"),
        ("/api/v1/cache/tick-history", "GET /api/v1/instruments/{id}/trades"),
        ("/api/v1/cache/quote-history", "GET /api/v1/instruments/{id}/quotes"),
        ("/api/v1/cache/bar-history", "GET /api/v1/instruments/{id}/bars?timeframe="),
        ("/api/v1/exchanges", "GET /api/v1/sources"),
        ("/api/v1/historical/status", "GET /api/v1/system/status and GET /api/v1/data/coverage"),
        ("/api/v1/historical/summary", "GET /api/v1/data/coverage"),
        ("/api/v1/historical/ticks", "GET /api/v1/instruments/{id}/trades"),
        ("/api/v1/historical/quotes", "GET /api/v1/instruments/{id}/quotes"),
        ("/api/v1/historical/bars", "GET /api/v1/instruments/{id}/bars?timeframe="),
        ("/api/v1/historical/analyze-gaps", "GET /api/v1/data/gaps"),
        ("/api/v1/ib/connection/status", "GET /api/v1/system/status"),
        ("/api/v1/nautilus/data/gaps", "GET /api/v1/data/gaps"),
        ("/api/v1/nautilus/data/feeds", "GET /api/v1/subscriptions"),
        ("/api/v1/nautilus/data/catalog", "GET /api/v1/parquet/catalog"),
        ("/api/v1/nautilus/data/export", "POST /api/v1/parquet/export/daily and GET /api/v1/jobs"),
        ("/api/v1/monitoring", "GET /api/v1/system/status and GET /metrics"),
        ("/ws/", "GET /api/v1/stream"),
        ("/engine/status", "GET /api/v1/stream"),
        ("/market-data/", "GET /api/v1/stream"),
        ("/trades/updates", "GET /api/v1/stream"),
        ("/system/health", "GET /api/v1/stream"),
        ("/messagebus", "GET /api/v1/stream"),
        ("/docs", "GET /api/docs"),
        ("/openapi.json", "GET /api/v1/openapi.json"),
    ];

    public static string? HintFor(string path)
    {
        foreach (var (prefix, route) in Table)
            if (path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)) return $"This route of the earlier platform is now {route}.";
        return null;
    }
}
