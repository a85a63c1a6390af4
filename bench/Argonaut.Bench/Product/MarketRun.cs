using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json;
using Argonaut.Bench.Facts;

namespace Argonaut.Bench.Product;

/// <summary>
/// The product recording from a simulated gateway that sends at a fixed rate, into a database of its own on the bench cluster: three
/// processes besides this one.
/// </summary>
internal sealed class MarketRun : IAsyncDisposable
{
    private static readonly string[] Wanted = ["AAPL.NASDAQ", "MSFT.NASDAQ", "SPY.ARCA", "EUR/USD.IDEALPRO"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly GatewayProcess _gateway;
    private readonly int _databasePid;

    private MarketRun(GatewayProcess gateway, ProductProcess product, int databasePid)
    {
        _gateway = gateway;
        Product = product;
        _databasePid = databasePid;
    }

    public ProductProcess Product { get; }

    /// <summary>What is recorded.</summary>
    public ImmutableArray<string> Instruments { get; private set; } = [];

    /// <summary>Starts everything and returns when ticks of every instrument are being stored.</summary>
    /// <param name="ticksPerSecond">Of all instruments together.</param>
    public static async Task<MarketRun> StartAsync(BenchContext context, int ticksPerSecond, CancellationToken ct)
    {
        var cluster = await context.ClusterAsync(ct);
        var url = cluster.Url(await cluster.CreateDatabaseAsync("market", ct));
        var gateway = await GatewayProcess.StartAsync(context.Product, ticksPerSecond, ct);
        ProductProcess? product = null;
        try
        {
            product = await ProductProcess.StartRunAsync(context.Product, context.NewFolder("market"), url, gateway.Port, context.Time, ct);
            var run = new MarketRun(gateway, product, cluster.Pid);
            await run.RecordAsync(context.Time, ct);
            return run;
        }
        catch
        {
            if (product is not null) await product.DisposeAsync();
            await gateway.DisposeAsync();
            throw;
        }
    }

    public CpuMeter MeterCpu() => new(("product", Product.Pid), ("gateway", _gateway.Pid), ("postgres", _databasePid), ("load", Environment.ProcessId));

    /// <summary>Ticks that are durable since the product started.</summary>
    public async Task<double> AcknowledgedAsync(CancellationToken ct) =>
        (await PrometheusText.ReadAsync(Product.Http, ct)).Sum("argonaut_ticks_acknowledged_total") ?? 0;

    /// <summary>Switches recording off; ticks stop.</summary>
    public async Task StopRecordingAsync(CancellationToken ct)
    {
        foreach (var id in Instruments)
        {
            using var answer = await Product.Http.DeleteAsync(SubscriptionOf(id), ct);
            answer.EnsureSuccessStatusCode();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Product.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    private static Uri SubscriptionOf(string id) => new($"api/v1/instruments/{Uri.EscapeDataString(id)}/subscriptions", UriKind.Relative);

    private async Task RecordAsync(TimeProvider time, CancellationToken ct)
    {
        foreach (var id in Wanted)
        {
            await RetryAsync(async token =>
            {
                using var found = await Product.Http.PostAsJsonAsync(new Uri("api/v1/instruments/resolve", UriKind.Relative), new { query = id }, token);
                found.EnsureSuccessStatusCode();
                using var answer = await Product.Http.PostAsync(SubscriptionOf(id), null, token);
                answer.EnsureSuccessStatusCode();
                return true;
            }, $"recording of {id}", time, ct);
            Instruments = Instruments.Add(id);
        }

        await RetryAsync(AllFlowAsync, "ticks of every instrument", time, ct);
    }

    private async Task<bool> AllFlowAsync(CancellationToken ct)
    {
        using var answer = await JsonDocument.ParseAsync(
            await Product.Http.GetStreamAsync(new Uri("api/v1/subscriptions", UriKind.Relative), ct), cancellationToken: ct);
        var flowing = answer.RootElement.GetProperty("items").EnumerateArray()
            .Where(line => line.GetProperty("state").GetString() == "flowing")
            .Select(line => line.GetProperty("instrument_id").GetString())
            .Distinct()
            .Count();
        return flowing >= Instruments.Length;
    }

    /// <summary>The broker session comes up after the product is ready: the first requests may be too early.</summary>
    private static async Task RetryAsync(Func<CancellationToken, Task<bool>> step, string what, TimeProvider time, CancellationToken ct)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                if (await step(ct)) return;
            }
            catch (HttpRequestException) when (time.GetElapsedTime(start) < Patience)
            {
                // Tried again below.
            }

            if (time.GetElapsedTime(start) > Patience) throw new TimeoutException($"Expected {what} within {Patience.TotalSeconds:0} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), time, ct);
        }
    }
}
