using System.Text.Json;
using Argonaut.Bench.Measuring;
using Argonaut.Bench.Processes;

namespace Argonaut.Bench.Product;

/// <summary>A headless Chromium, driven by <c>bench/node/browser.mjs</c>.</summary>
internal sealed class BrowserClient : IAsyncDisposable
{
    private readonly ChildProcess _process;

    private BrowserClient(ChildProcess process) => _process = process;

    public string Version { get; private set; } = "";

    /// <summary>Why there is none; null when <see cref="StartAsync"/> will work.</summary>
    public static string? Missing(string root) =>
        Directory.Exists(Path.Combine(root, "web", "node_modules", "playwright-core"))
            ? null
            : "needs playwright-core in web/node_modules (npm ci --ignore-scripts in web)";

    public static async Task<BrowserClient> StartAsync(string root, CancellationToken ct)
    {
        var script = Path.Combine(root, "bench", "node", "browser.mjs");
        var client = new BrowserClient(ChildProcess.Start("node", [script]));
        client.Version = (await client.AskAsync(new { command = "versions" }, ct)).GetProperty("browser").GetString() ?? "";
        return client;
    }

    /// <summary>Opens the dashboard, subscribes to trades and quotes and gives the ages of what arrived, clock offset taken out.</summary>
    public async Task<LatencyHistogram> ReadAsync(
        ProductProcess product, IReadOnlyList<string> instruments, TimeSpan warmUp, TimeSpan length, CancellationToken ct)
    {
        var answer = await AskAsync(
            new
            {
                command = "read",
                url = product.Address,
                instruments,
                warm_up_ms = warmUp.TotalMilliseconds,
                length_ms = length.TotalMilliseconds,
            },
            ct);
        var ages = new LatencyHistogram();
        foreach (var age in answer.GetProperty("ages_us").EnumerateArray()) ages.Record(age.GetInt64() * 1_000);
        return ages;
    }

    /// <summary>Opens the dashboard in a fresh profile and measures what belongs to the budget (<c>bench/node/dashboard.mjs</c>).</summary>
    public async Task<Sample> MeasureAsync(string budget, MarketRun market, DashboardScript script, CancellationToken ct)
    {
        var answer = await AskAsync(
            new
            {
                command = "measure",
                budget,
                url = market.Product.Address.GetLeftPart(UriPartial.Authority),
                instruments = market.Instruments,
                length_ms = script.Length.TotalMilliseconds,
                count = script.Count,
            },
            ct);
        var values = new List<(string, double)>();
        foreach (var figure in answer.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Number)) values.Add((figure.Name, figure.Value.GetDouble()));
        if (!answer.TryGetProperty("latencies_us", out var latencies)) return Sample.Of([.. values]);
        foreach (var set in latencies.EnumerateObject())
        {
            var ages = new LatencyHistogram();
            foreach (var age in set.Value.EnumerateArray()) ages.Record(Math.Max(0, age.GetInt64()) * 1_000);
            if (ages.Count == 0) return Sample.Of([.. values]) with { Invalid = $"nothing was {set.Name}" };
            values.Add(($"{set.Name} p50", ages.PercentileMilliseconds(50)));
            values.Add(($"{set.Name} p99", ages.PercentileMilliseconds(99)));
        }

        return Sample.Of([.. values]);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<JsonElement> AskAsync(object command, CancellationToken ct)
    {
        await _process.WriteLineAsync(JsonSerializer.Serialize(command), ct);
        using var answer = JsonDocument.Parse(await _process.ReadLineAsync(ct));
        if (!answer.RootElement.GetProperty("ok").GetBoolean())
            throw new InvalidOperationException($"The browser answered: {answer.RootElement.GetProperty("error").GetString()}");
        return answer.RootElement.Clone();
    }
}
