using System.Globalization;
using System.Text.Json;

namespace Argonaut.Cli;

/// <summary>What only a running program knows, from its own answers. One that cannot answer yet is a warning with its words.</summary>
internal sealed class RunningChecks(RunningProgram running) : IDisposable
{
    public const string StartGateway =
        "Start TWS or IB Gateway, allow API connections in its settings, and set IB_HOST and IB_PORT (4002 Gateway paper, 7497 TWS paper). Argonaut starts without it and waits.";

    private const string Subscribe =
        "Subscribe to its market data at the broker (Client Portal, Settings, Market Data Subscriptions), share it with the paper account, and log in again.";

    private readonly ApiClient _api = new(running.Url, running.Token);

    /// <summary>The program looks at its database once a second, and now: right after a start its last look would be one of before.</summary>
    public async Task<Check> DatabaseAsync(CancellationToken ct)
    {
        try
        {
            await _api.GetAsync("/health/ready", ct);
        }
        catch (CliException)
        {
            // Not ready: the status says why.
        }

        return await AskAsync("database", "/api/v1/system/status", status =>
        {
            var store = status.GetProperty("store");
            var problem = store.GetProperty("problem").GetString();
            return store.GetProperty("available").GetBoolean() && problem is null
                ? new Check("database", CheckResult.Pass, $"{store.GetProperty("description").GetString()}.")
                : new Check("database", CheckResult.Fail, problem ?? "The database does not answer.",
                    "Start the server, or correct DATABASE_URL and start Argonaut again; until then ticks are kept locally.");
        }, ct);
    }

    public Task<Check> BrokerAsync(CancellationToken ct) => AskAsync("broker", "/api/v1/system/status", status =>
    {
        var feed = status.GetProperty("feed");
        var text = $"{feed.GetProperty("endpoint").GetString()}: {feed.GetProperty("detail").GetString()}";
        return feed.GetProperty("state").GetString() switch
        {
            "ready" => new Check("broker", CheckResult.Pass, text),
            "degraded" => new Check("broker", CheckResult.Warn, text, "The gateway is there; its own connection is not whole. Argonaut goes on by itself when it is."),
            _ => new Check("broker", CheckResult.Warn, text, StartGateway),
        };
    }, ct);

    public Task<Check> EntitlementsAsync(CancellationToken ct) => AskAsync("entitlements", "/api/v1/subscriptions?limit=1000", answer =>
    {
        var lines = answer.GetProperty("items").EnumerateArray().ToList();
        var without = NamesOf(lines, "not_entitled");
        var late = NamesOf(lines, "delayed");
        return lines.Count == 0 ? new Check("entitlements", CheckResult.Warn, "The broker says what may be received when the first instrument is recorded.", "Record an instrument first.")
            : without.Length > 0 ? new Check("entitlements", CheckResult.Fail, $"No right to the data of {without}.", Subscribe)
            : late.Length > 0 ? new Check("entitlements", CheckResult.Warn, $"Only delayed data of {late}.", Subscribe)
            : new Check("entitlements", CheckResult.Pass, $"None of {lines.Count} lines is refused for want of a subscription.");
    }, ct);

    public Task<Check> InstrumentsAsync(CancellationToken ct) => AskAsync("instruments", "/api/v1/subscriptions?limit=1000", answer =>
    {
        var names = answer.GetProperty("items").EnumerateArray().Select(NameOf).Distinct(StringComparer.Ordinal).ToList();
        return names.Count == 0
            ? new Check("instruments", CheckResult.Warn, "No instrument is recorded yet.", "Add one on the Watchlist page of the dashboard.")
            : new Check("instruments", CheckResult.Pass, $"{names.Count} recorded: {string.Join(", ", names.Take(5))}{(names.Count > 5 ? ", ..." : "")}.");
    }, ct);

    public Task<Check> RecordingAsync(CancellationToken ct) => AskAsync("recording", "/api/v1/system/status", status =>
    {
        var counters = status.GetProperty("counters");
        var stored = counters.GetProperty("acknowledged").GetInt64();
        return stored > 0
            ? new Check("recording", CheckResult.Pass, string.Create(CultureInfo.InvariantCulture, $"{stored} ticks were stored since the start."))
            : new Check("recording", CheckResult.Warn, $"No tick was stored since the start. {status.GetProperty("verdict").GetString()}",
                "With a gateway, an instrument and an open market the first tick comes by itself; the System page says what it waits for.");
    }, ct);

    public void Dispose() => _api.Dispose();

    private async Task<Check> AskAsync(string name, string path, Func<JsonElement, Check> judge, CancellationToken ct)
    {
        try
        {
            return judge(await _api.GetAsync(path, ct));
        }
        catch (CliException problem)
        {
            return new Check(name, CheckResult.Warn, problem.Message, "Look again when the program has started.");
        }
    }

    private static string NamesOf(List<JsonElement> lines, string state) =>
        string.Join(", ", lines.Where(l => l.GetProperty("state").GetString() == state).Select(NameOf).Distinct(StringComparer.Ordinal).Take(5));

    private static string NameOf(JsonElement line) => line.GetProperty("instrument_id").GetString() ?? "?";
}
