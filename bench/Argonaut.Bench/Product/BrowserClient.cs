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
        var client = new BrowserClient(ChildProcess.Start("node", [script, Path.Combine(root, "web", "package.json")]));
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
