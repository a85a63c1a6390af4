using System.Collections.Frozen;

namespace Argonaut.Server.Auth;

/// <summary>
/// The one table of who may do what (api.md A-038). Null: open to everyone, also without a token from afar. A route that is missing here
/// cannot be mapped.
/// </summary>
internal static class Policy
{
    public static readonly FrozenDictionary<string, Role?> Roles = new Dictionary<string, Role?>
    {
        ["GET /health"] = null,
        ["GET /health/live"] = null,
        ["GET /health/ready"] = null,
        ["GET /metrics"] = Role.Viewer,
        ["GET /api/docs"] = Role.Viewer,
        ["GET /api/v1/openapi.json"] = Role.Viewer,
        ["GET /api/v1/stream"] = Role.Viewer,
        ["GET /ws"] = Role.Viewer,
        ["GET /api/v1/system/info"] = Role.Viewer,
        ["GET /api/v1/system/status"] = Role.Viewer,
        ["GET /api/v1/system/clock"] = Role.Viewer,
        ["GET /api/v1/system/doctor"] = Role.Viewer,
        ["GET /api/v1/system/history"] = Role.Viewer,
        ["GET /api/v1/sources"] = Role.Viewer,
        ["GET /api/v1/instruments"] = Role.Viewer,
        ["GET /api/v1/instruments/{id}"] = Role.Viewer,
        ["POST /api/v1/instruments/resolve"] = Role.Trader,
        ["GET /api/v1/instruments/search"] = Role.Trader,
        ["GET /api/v1/instruments/notices"] = Role.Viewer,
        ["GET /api/v1/instruments/{id}/versions"] = Role.Viewer,
        ["GET /api/v1/instruments/{id}/sessions"] = Role.Viewer,
        ["GET /api/v1/instruments/{id}/futures"] = Role.Trader,
        ["GET /api/v1/instruments/{id}/options"] = Role.Trader,
        ["GET /api/v1/instruments/{id}/options/{expiration}"] = Role.Trader,
        ["GET /api/v1/instruments/{id}/snapshot"] = Role.Viewer,
        ["GET /api/v1/instruments/{id}/trades"] = Role.Viewer,
        ["GET /api/v1/instruments/{id}/quotes"] = Role.Viewer,
        ["GET /api/v1/instruments/{id}/bars"] = Role.Viewer,
        ["GET /api/v1/instruments/{id}/depth"] = Role.Viewer,
        ["POST /api/v1/instruments/{id}/subscriptions"] = Role.Trader,
        ["DELETE /api/v1/instruments/{id}/subscriptions"] = Role.Trader,
        ["GET /api/v1/subscriptions"] = Role.Viewer,
        ["GET /api/v1/data/coverage"] = Role.Viewer,
        ["GET /api/v1/data/days"] = Role.Viewer,
        ["GET /api/v1/data/gaps"] = Role.Viewer,
        ["POST /api/v1/data/gaps/{id}/explain"] = Role.Trader,
        ["POST /api/v1/data/backfill"] = Role.Trader,
        // A dry run; writing needs admin, which the route itself asks for.
        ["POST /api/v1/data/import"] = Role.Exporter,
        ["GET /api/v1/data/quality"] = Role.Viewer,
        ["GET /api/v1/data/quarantine"] = Role.Viewer,
        ["GET /api/v1/data/suspects"] = Role.Viewer,
        ["GET /api/v1/data/retention"] = Role.Viewer,
        ["GET /api/v1/data/retention/due"] = Role.Viewer,
        ["PUT /api/v1/data/retention"] = Role.Admin,
        ["POST /api/v1/data/retention/run"] = Role.Admin,
        ["POST /api/v1/parquet/export/ticks/{venue}/{instrument_id}"] = Role.Exporter,
        ["POST /api/v1/parquet/export/quotes/{venue}/{instrument_id}"] = Role.Exporter,
        ["POST /api/v1/parquet/export/bars/{venue}/{instrument_id}"] = Role.Exporter,
        ["POST /api/v1/parquet/export/deltas/{venue}/{instrument_id}"] = Role.Exporter,
        ["POST /api/v1/parquet/export/depths/{venue}/{instrument_id}"] = Role.Exporter,
        ["POST /api/v1/parquet/export/daily"] = Role.Exporter,
        ["GET /api/v1/parquet/schedules"] = Role.Viewer,
        ["POST /api/v1/parquet/schedules"] = Role.Exporter,
        ["PUT /api/v1/parquet/schedules/{id}"] = Role.Exporter,
        ["DELETE /api/v1/parquet/schedules/{id}"] = Role.Exporter,
        ["GET /api/v1/parquet/estimate"] = Role.Viewer,
        ["GET /api/v1/parquet/ledger"] = Role.Viewer,
        ["GET /api/v1/parquet/catalog"] = Role.Viewer,
        ["GET /api/v1/parquet/status"] = Role.Viewer,
        ["GET /api/v1/parquet/preview/{**path}"] = Role.Viewer,
        ["POST /api/v1/parquet/verify"] = Role.Exporter,
        ["GET /api/v1/orders"] = Role.Viewer,
        ["GET /api/v1/fills"] = Role.Viewer,
        ["GET /api/v1/positions"] = Role.Viewer,
        ["GET /api/v1/alerts/rules"] = Role.Viewer,
        ["POST /api/v1/alerts/rules"] = Role.Trader,
        ["PUT /api/v1/alerts/rules/{id}"] = Role.Trader,
        ["DELETE /api/v1/alerts/rules/{id}"] = Role.Trader,
        ["POST /api/v1/alerts/rules/{id}/test"] = Role.Trader,
        ["POST /api/v1/alerts/rules/test"] = Role.Trader,
        ["GET /api/v1/alerts/events"] = Role.Viewer,
        ["POST /api/v1/alerts/events/{id}/ack"] = Role.Trader,
        ["POST /api/v1/alerts/events/{id}/snooze"] = Role.Trader,
        ["POST /api/v1/alerts/events/{id}/clear"] = Role.Trader,
        ["POST /api/v1/alerts/events/ack-all"] = Role.Trader,
        ["GET /api/v1/alerts/routes"] = Role.Viewer,
        ["POST /api/v1/alerts/routes/{route}/test"] = Role.Trader,
        ["GET /api/v1/layouts"] = Role.Trader,
        ["GET /api/v1/layouts/{name}"] = Role.Trader,
        ["PUT /api/v1/layouts/{name}"] = Role.Trader,
        ["DELETE /api/v1/layouts/{name}"] = Role.Trader,
        ["GET /api/v1/settings"] = Role.Trader,
        ["PUT /api/v1/settings"] = Role.Trader,
        ["GET /api/v1/instruments/{id}/drawings"] = Role.Trader,
        ["PUT /api/v1/instruments/{id}/drawings"] = Role.Trader,
        ["GET /api/v1/jobs"] = Role.Viewer,
        ["GET /api/v1/jobs/{id}"] = Role.Viewer,
        ["DELETE /api/v1/jobs/{id}"] = Role.Trader,
        ["POST /api/v1/jobs/{id}/resume"] = Role.Exporter,
        ["POST /api/v1/session"] = Role.Viewer,
        ["DELETE /api/v1/session"] = Role.Viewer,
        ["GET /api/v1/sessions"] = Role.Viewer,
        ["DELETE /api/v1/sessions/{id}"] = Role.Viewer,
        ["POST /api/v1/stream/ticket"] = Role.Viewer,
        ["GET /api/v1/tokens"] = Role.Admin,
        ["POST /api/v1/tokens"] = Role.Admin,
        ["DELETE /api/v1/tokens/{id}"] = Role.Admin,
        ["GET /api/v1/audit"] = Role.Admin,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Operations with an unsafe method that change nothing, and so leave no row in the audit log.</summary>
    private static readonly FrozenSet<string> ChangesNothing = new HashSet<string>
    {
        "POST /api/v1/alerts/rules/test",
        "POST /api/v1/alerts/rules/{id}/test",
        "POST /api/v1/instruments/resolve",
        "POST /api/v1/parquet/verify",
        "POST /api/v1/stream/ticket",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether each run of the operation is a row in the audit log (api.md A-044).</summary>
    public static bool IsAudited(string method, string pattern) => method != "GET" && !ChangesNothing.Contains(KeyOf(method, pattern));

    public static string KeyOf(string method, string pattern) => $"{method} {pattern}";
}
