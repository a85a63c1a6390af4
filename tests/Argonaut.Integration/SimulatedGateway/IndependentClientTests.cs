using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>A TWS client written by others understands the gateway (ib-tws-protocol.md 12.1, rule 14).</summary>
public sealed class IndependentClientTests
{
    private static readonly string Folder = Path.Combine(SharedData.Root, "tests", "Argonaut.Integration", "SimulatedGateway", "node");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(178)]
    [InlineData(193)]
    public async Task An_independent_client_sees_time_contracts_ticks_and_bars(int maxVersion)
    {
        await InstallAsync();
        var market = new TapeMarket(new TapeMarketOptions { Seed = 3, TicksPerSecond = 5 }, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, market, maxVersion: maxVersion);
        var start = TimeProvider.System.GetUtcNow();
        var from = start.AddMinutes(-5).ToString("yyyyMMdd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
        var seen = JsonDocument.Parse(await RunAsync("node", "probe.mjs", gateway.Port.ToString(CultureInfo.InvariantCulture), from)).RootElement;

        Assert.False(seen.TryGetProperty("timeout", out var missing), $"never came: {missing}");
        Assert.Empty(seen.GetProperty("errors").EnumerateArray());
        Assert.Equal("DUSIM01", seen.GetProperty("accounts").GetString());
        Assert.Equal(1, seen.GetProperty("nextId").GetInt32());
        Assert.InRange(seen.GetProperty("serverVersion").GetInt32(), 178, maxVersion);
        Assert.InRange(seen.GetProperty("time").GetInt64(), start.ToUnixTimeSeconds() - 1, start.ToUnixTimeSeconds() + 120);

        var details = seen.GetProperty("details");
        var apple = Assert.Single(details.GetProperty("1").EnumerateArray());
        Assert.Equal(265598, apple.GetProperty("contract").GetProperty("conId").GetInt32());
        Assert.Equal("APPLE INC", apple.GetProperty("longName").GetString());
        Assert.Equal(0.01, apple.GetProperty("minTick").GetDouble());
        var euro = Assert.Single(details.GetProperty("2").EnumerateArray());
        Assert.Equal("EUR.USD", euro.GetProperty("contract").GetProperty("localSymbol").GetString());
        Assert.Equal(0.00005, euro.GetProperty("minTick").GetDouble());
        Assert.Equal(3, details.GetProperty("3").GetArrayLength());
        Assert.All(details.GetProperty("3").EnumerateArray(), f => Assert.StartsWith("ES", f.GetProperty("contract").GetProperty("localSymbol").GetString(), StringComparison.Ordinal));

        Assert.All(seen.GetProperty("allLast").EnumerateArray(), t => Assert.InRange(t.GetProperty("price").GetDouble(), 100, 600));
        Assert.All(seen.GetProperty("last").EnumerateArray(), t => Assert.InRange(t.GetProperty("time").GetInt64(), start.ToUnixTimeSeconds() - 1, start.ToUnixTimeSeconds() + 120));
        Assert.All(seen.GetProperty("bidAsk").EnumerateArray(), q =>
        {
            var spread = q.GetProperty("ask").GetDouble() - q.GetProperty("bid").GetDouble();
            Assert.InRange(spread, 0.00004, 0.00016);
        });
        var bars = seen.GetProperty("bars").EnumerateArray().ToList();
        Assert.InRange(bars.Count, 1430, 1441);
        Assert.All(bars, b =>
        {
            Assert.True(b.GetProperty("high").GetDouble() >= Math.Max(b.GetProperty("open").GetDouble(), b.GetProperty("close").GetDouble()));
            Assert.True(b.GetProperty("low").GetDouble() <= Math.Min(b.GetProperty("open").GetDouble(), b.GetProperty("close").GetDouble()));
            Assert.True(b.GetProperty("volume").GetDouble() > 0);
        });
        Assert.True(seen.GetProperty("trades").GetArrayLength() >= 50);
    }

    [Theory]
    [InlineData(178)]
    [InlineData(193)]
    public async Task An_independent_client_trades_and_sees_depth_orders_positions_and_profit(int maxVersion)
    {
        await InstallAsync();
        var market = new TapeMarket(new TapeMarketOptions { Seed = 3, TicksPerSecond = 5 }, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, market, maxVersion: maxVersion);
        var from = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToString("yyyyMMdd HH:mm:ss", CultureInfo.InvariantCulture) + " UTC";
        var seen = JsonDocument.Parse(await RunAsync("node", "orders.mjs", gateway.Port.ToString(CultureInfo.InvariantCulture), from)).RootElement;

        Assert.False(seen.TryGetProperty("timeout", out var missing), $"never came: {missing}; {seen.GetProperty("errors")}");
        Assert.Equal([202], seen.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetInt32()));
        var chain = seen.GetProperty("chains")[0];
        Assert.Equal(("SMART", "100", 2, 11), (chain.GetProperty("exchange").GetString(), chain.GetProperty("multiplier").ToString(), chain.GetProperty("expirations").GetArrayLength(), chain.GetProperty("strikes").GetArrayLength()));
        Assert.Equal([0, 1], seen.GetProperty("depth").EnumerateArray().Select(d => d.GetProperty("side").GetInt32()).Distinct().Order());
        Assert.All(seen.GetProperty("depth").EnumerateArray(), d => Assert.InRange(d.GetProperty("position").GetInt32(), 0, 4));
        Assert.True(seen.GetProperty("bidAsk").GetArrayLength() >= 40);
        Assert.True(seen.GetProperty("midpoints").GetArrayLength() >= 40);

        var listed = Assert.Single(seen.GetProperty("listed").EnumerateArray());
        Assert.Equal((1, "LMT", 10.5, "far", "Submitted"), (listed.GetProperty("orderId").GetInt32(), listed.GetProperty("type").GetString(), listed.GetProperty("price").GetDouble(), listed.GetProperty("ref").GetString(), listed.GetProperty("status").GetString()));
        Assert.True(seen.GetProperty("orders").EnumerateArray().Single(o => o.GetProperty("orderId").GetInt32() == 2).GetProperty("margin").GetDouble() > 1_000);
        var execution = Assert.Single(seen.GetProperty("executions").EnumerateArray());
        Assert.Equal(("BOT", 10.0), (execution.GetProperty("side").GetString(), execution.GetProperty("shares").GetDouble()));
        Assert.Equal(execution.GetProperty("execId").GetString(), Assert.Single(seen.GetProperty("found").EnumerateArray()).GetProperty("execId").GetString());
        Assert.Equal(1.0, seen.GetProperty("commissions")[0].GetProperty("commission").GetDouble());
        var position = Assert.Single(seen.GetProperty("positions").EnumerateArray());
        Assert.Equal((265598, 10.0), (position.GetProperty("conId").GetInt32(), position.GetProperty("quantity").GetDouble()));
        Assert.Equal(execution.GetProperty("price").GetDouble() + 0.1, position.GetProperty("averageCost").GetDouble(), 6);
        Assert.Equal(["NetLiquidation", "TotalCashValue"], seen.GetProperty("summary").EnumerateArray().Select(t => t.GetProperty("tag").GetString()));
        Assert.Equal(10.0, seen.GetProperty("single").GetProperty("position").GetDouble());
        Assert.InRange(seen.GetProperty("profit").GetProperty("daily").GetDouble(), -50, 50);
        Assert.Equal(326, seen.GetProperty("taken").GetInt32());
    }

    [Theory]
    [InlineData(178)]
    [InlineData(193)]
    public async Task An_independent_client_places_orders_of_every_kind_and_follows_bars_and_the_account(int maxVersion)
    {
        await InstallAsync();
        var market = new TapeMarket(new TapeMarketOptions { Seed = 3, TicksPerSecond = 5 }, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, market, maxVersion: maxVersion);
        var seen = JsonDocument.Parse(await RunAsync("node", "types.mjs", gateway.Port.ToString(CultureInfo.InvariantCulture))).RootElement;

        Assert.False(seen.TryGetProperty("timeout", out var missing), $"never came: {missing}; {seen.GetProperty("errors")}; {seen.GetProperty("statuses")}");
        Assert.Equal([202, 399], seen.GetProperty("errors").EnumerateArray().Select(e => e.GetProperty("code").GetInt32()).Distinct().Order());
        JsonElement Order(string name) => seen.GetProperty("orders").GetProperty(seen.GetProperty("ids").GetProperty(name).ToString());
        foreach (var type in (string[])["MOC", "LOC", "REL", "MIDPRICE", "PEG MID", "PEG BENCH"]) Assert.Equal(type, Order(type).GetProperty("type").GetString());
        Assert.Equal("OPG", Order("OPG").GetProperty("tif").GetString());
        Assert.Equal(272093, Order("PEG BENCH").GetProperty("benchmark").GetInt32());
        Assert.Equal(("Adaptive", 1), (Order("algo").GetProperty("algo").GetString(), Order("algo").GetProperty("parameters").GetArrayLength()));
        Assert.Equal([1, 3, 4, 5, 6, 7], Order("conditions").GetProperty("conditions").EnumerateArray().Select(c => c.GetInt32()));
        Assert.Equal("pair", Order("first of two").GetProperty("group").GetString());
        Assert.Equal(seen.GetProperty("ids").GetProperty("parent").GetInt32(), Order("profit").GetProperty("parent").GetInt32());
        Assert.Equal(("BAG", 2, "265598|1,272093|-1"), (Order("combo").GetProperty("secType").GetString(), Order("combo").GetProperty("legs").GetInt32(), Order("combo").GetProperty("description").GetString()));

        var combo = seen.GetProperty("executions").EnumerateArray().Where(e => e.GetProperty("orderId").GetInt32() == seen.GetProperty("ids").GetProperty("combo").GetInt32()).ToList();
        Assert.Equal(["BAG", "STK", "STK"], combo.Take(3).Select(e => e.GetProperty("secType").GetString()));
        Assert.Equal(combo[0].GetProperty("price").GetDouble(), combo[1].GetProperty("price").GetDouble() - combo[2].GetProperty("price").GetDouble(), 6);
        Assert.Equal((20, -10), (seen.GetProperty("positions").GetProperty("265598").GetInt32(), seen.GetProperty("positions").GetProperty("272093").GetInt32()));
        Assert.Contains(seen.GetProperty("completed").EnumerateArray(), o => o.GetProperty("secType").GetString() == "BAG" && o.GetProperty("status").GetString() == "Filled Size: 10");
        Assert.True(seen.GetProperty("bars").GetArrayLength() > 100);
        Assert.All(seen.GetProperty("fiveSeconds").EnumerateArray(), b => Assert.Equal(0, b.GetProperty("time").GetInt64() % 5));
        Assert.Equal("true", seen.GetProperty("values").GetProperty("AccountReady ").GetString());
        Assert.Equal([20, -10], seen.GetProperty("portfolio").EnumerateArray().Take(2).Select(p => p.GetProperty("position").GetInt32()));
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@stoqey", "ib"))) await RunAsync("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
    }

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using var process = new Process();
        process.StartInfo = new ProcessStartInfo(program, arguments) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true };
        process.Start();
        var output = process.StandardOutput.ReadToEndAsync(Ct);
        var errors = process.StandardError.ReadToEndAsync(Ct);
        try
        {
            await process.WaitForExitAsync(Ct);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }

        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await errors}");
        return await output;
    }
}
