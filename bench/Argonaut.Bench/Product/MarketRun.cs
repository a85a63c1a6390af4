using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Argonaut.Bench.Facts;

namespace Argonaut.Bench.Product;

/// <summary>
/// <c>argonaut demo</c>: the product recording from a simulated gateway that sends at a fixed rate, or the seeded market, with the
/// PostgreSQL it brings, as a user has it.
/// </summary>
internal sealed class MarketRun : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly int _databasePid;

    private MarketRun(ProductProcess product, int databasePid)
    {
        Product = product;
        _databasePid = databasePid;
    }

    public ProductProcess Product { get; }

    /// <summary>What is recorded.</summary>
    public ImmutableArray<string> Instruments { get; private set; } = [];

    /// <summary>Starts everything and returns when ticks of every instrument are being stored.</summary>
    /// <param name="ticksPerSecond">Of ten instruments together.</param>
    public static Task<MarketRun> StartAsync(BenchContext context, int ticksPerSecond, CancellationToken ct) =>
        StartAsync(context, new MarketLoad(ticksPerSecond, 10), ct);

    /// <param name="load">Null: the seeded market.</param>
    public static async Task<MarketRun> StartAsync(BenchContext context, MarketLoad? load, CancellationToken ct)
    {
        var product = await ProductProcess.StartDemoAsync(context.Product, context.NewFolder("market"), load, context.Time, ct);
        try
        {
            var run = new MarketRun(product, product.ReadDatabasePid());
            await run.WaitUntilAllFlowAsync(context.Time, ct);
            return run;
        }
        catch
        {
            await product.DisposeAsync();
            throw;
        }
    }

    public CpuMeter MeterCpu() => new(("product and gateway", Product.Pid), ("postgres", _databasePid), ("load", Environment.ProcessId));

    /// <summary>Ticks that are durable since the product started.</summary>
    public async Task<double> AcknowledgedAsync(CancellationToken ct) =>
        (await PrometheusText.ReadAsync(Product.Http, ct)).Sum("argonaut_ticks_acknowledged_total")
        ?? throw new InvalidOperationException("Expected the metric argonaut_ticks_acknowledged_total, found none.");

    /// <summary>Switches recording off; ticks stop.</summary>
    public async Task StopRecordingAsync(CancellationToken ct)
    {
        foreach (var id in Instruments)
        {
            using var answer = await Product.Http.DeleteAsync(new Uri($"api/v1/instruments/{Uri.EscapeDataString(id)}/subscriptions", UriKind.Relative), ct);
            answer.EnsureSuccessStatusCode();
        }
    }

    public ValueTask DisposeAsync() => Product.DisposeAsync();

    private async Task WaitUntilAllFlowAsync(TimeProvider time, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var lines = await ReadLinesAsync(ct);
            if (lines.Count > 0 && lines.All(line => line.State == "flowing"))
            {
                Instruments = [.. lines.Select(line => line.Instrument).Distinct(StringComparer.Ordinal)];
                return;
            }

            if (time.GetElapsedTime(start) > Patience)
            {
                var states = string.Join(", ", lines.CountBy(line => line.State).Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Value} {s.Key}")));
                throw new TimeoutException($"Expected all lines to flow within {Patience.TotalSeconds:0} s, found {(states.Length > 0 ? states : "none")}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, ct);
        }
    }

    private async Task<List<(string Instrument, string State)>> ReadLinesAsync(CancellationToken ct)
    {
        await using var body = await Product.Http.GetStreamAsync(new Uri("api/v1/subscriptions", UriKind.Relative), ct);
        using var answer = await JsonDocument.ParseAsync(body, cancellationToken: ct);
        return
        [
            .. answer.RootElement.GetProperty("items").EnumerateArray()
                .Select(line => (line.GetProperty("instrument_id").GetString() ?? "", line.GetProperty("state").GetString() ?? "")),
        ];
    }
}
