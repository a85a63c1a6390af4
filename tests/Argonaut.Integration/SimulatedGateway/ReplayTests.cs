using System.Globalization;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Market;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Recordings that are played to clients, row by row.</summary>
public sealed class ReplayTests
{
    private const long Start = 1_767_364_200_000_000_000;
    private static readonly InstrumentId Euro = InstrumentId.Parse("EUR/USD.SIM");
    private static readonly InstrumentId Perpetual = InstrumentId.Parse("BTCUSDT-PERP.BINANCE");
    private static readonly string[] EuroContract = ["0", "EUR", "CASH", "", "", "", "", "SIM", "", "USD", "", ""];
    private static readonly string[] PerpetualContract = ["0", "", "", "", "", "", "", "BINANCE", "", "", "BTCUSDT-PERP", ""];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_000)]
    [InlineData(double.PositiveInfinity)]
    public async Task Every_recorded_tick_arrives_once_to_the_nanosecond(double speed)
    {
        var quotes = Quotes(5_000).ToList();
        var trades = Trades(3_000).ToList();
        var replay = new ReplayMarket(
            [
                ReplaySeries.Of(Euro, MarketEventKind.Quote, 5, 0, quotes), ReplaySeries.Of(Perpetual, MarketEventKind.Trade, 1, 3, trades),
            ], speed, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(
            TimeProvider.System, Ct, replay, maxVersion: 193, options: new GatewayOptions { ClientRoomBytes = 20_000, MaxClientBacklogBytes = 100_000 });
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct, capabilities: "argonaut-ns");
        await client.RequestAsync(Ct, Requests.TickByTick(1, EuroContract, "BidAsk"));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
        Assert.Equal(0, replay.Sent);
        await client.RequestAsync(Ct, Requests.TickByTick(2, PerpetualContract, "AllLast"));
        var frames = new List<string[]>();
        while (frames.Count < 8_000) frames.Add(await client.ReadAsync("99", Ct));
        await replay.Completed;
        Assert.Equal(8_000, replay.Sent);

        Assert.Equal(quotes.Select(Text), frames.Where(f => f[1] == "1").Select(f => $"{Nanos(f[3])} {f[9]} {Scaled(f[4])} {Scaled(f[5])} {Scaled(f[6])} {Scaled(f[7])}"));
        Assert.Equal(trades.Select(Text), frames.Where(f => f[1] == "2").Select(f => $"{Nanos(f[3])} {f[9]} {Scaled(f[4])} {Scaled(f[5])} 0 0"));
        var order = frames.Select(f => long.Parse(f[9])).ToList();
        Assert.Equal(order.Order(), order);
    }

    [Fact]
    public async Task A_usual_client_gets_whole_seconds_and_the_usual_fields()
    {
        var replay = new ReplayMarket([ReplaySeries.Of(Euro, MarketEventKind.Quote, 5, 0, Quotes(10))], speed: 0, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, replay, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, EuroContract, "BidAsk"));
        var frame = await client.ReadAsync("99", Ct);
        Assert.Equal(["99", "1", "3", "1767364200", "1.08500", "1.08510", "1000000", "2000000", "0"], frame);
    }

    [Fact]
    public async Task The_recordings_own_pace_is_kept_and_multiplied()
    {
        var time = ManualTime.OnFriday();
        var replay = new ReplayMarket([ReplaySeries.Of(Euro, MarketEventKind.Quote, 5, 0, Quotes(101, apart: 100_000_000))], speed: 10, time);
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, replay, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct, capabilities: "argonaut-ns");
        await client.RequestAsync(Ct, Requests.TickByTick(1, EuroContract, "BidAsk"));
        await client.RequestAsync(Ct, "49", "1");
        await client.ReadUntilAsync(f => f[0] == "49", Ct);
        var begun = time.GetUtcNow();
        while (!replay.Completed.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(5));
            await Task.Yield();
        }

        // 100 steps of 100 ms at ten times the pace are a second, seen through a clock that may run ahead of the player
        Assert.True(time.GetUtcNow() - begun >= TimeSpan.FromSeconds(1), $"{time.GetUtcNow() - begun}");
        Assert.Equal(101, replay.Sent);
    }

    [Fact]
    public async Task A_replay_waits_while_a_subscriber_is_away_and_loses_nothing()
    {
        var quotes = Quotes(200, apart: 1_000_000_000).ToList();
        var time = ManualTime.OnFriday();
        var replay = new ReplayMarket([ReplaySeries.Of(Euro, MarketEventKind.Quote, 5, 0, quotes)], speed: 1, time);
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, replay, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct, capabilities: "argonaut-ns");
        var seen = new List<string>();
        await client.RequestAsync(Ct, Requests.TickByTick(1, EuroContract, "BidAsk"));
        while (seen.Count < 20) seen.Add((await Advancing(time, client.ReadAsync("99", Ct)))[3]);
        await client.RequestAsync(Ct, "98", "1");
        await client.RequestAsync(Ct, "49", "1");
        seen.AddRange((await client.ReadUntilAsync(f => f[0] == "49", Ct)).Where(f => f[0] == "99").Select(f => f[3]));
        var paused = replay.Sent;
        time.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal(paused, replay.Sent);
        await client.RequestAsync(Ct, Requests.TickByTick(2, EuroContract, "BidAsk"));
        while (seen.Count < 200) seen.Add((await Advancing(time, client.ReadAsync("99", Ct)))[3]);
        Assert.Equal(quotes.Select(q => q.TsEvent.Value), seen.Select(Nanos));
    }

    [Theory]
    [InlineData("EUR/USD.SIM", 5, 0, "CASH", "EUR", "USD", "EUR.USD", "SIM", "0.00001", "1")]
    [InlineData("BTCUSDT-PERP.BINANCE", 1, 3, "CRYPTO", "BTCUSDT-PERP", "USDT", "BTCUSDT-PERP", "BINANCE", "0.1", "0.001")]
    [InlineData("BTC/USD.COINBASE", 2, 8, "CRYPTO", "BTC", "USD", "BTC.USD", "COINBASE", "0.01", "0.00000001")]
    [InlineData("CLF7.NYMEX", 2, 0, "FUT", "CL", "USD", "CLF7", "NYMEX", "0.01", "1")]
    [InlineData("IBM.NYSE", 2, 0, "STK", "IBM", "USD", "IBM", "SMART", "0.01", "1")]
    public async Task Recorded_instruments_have_contract_details(
        string id, byte pricePrecision, byte sizePrecision, string secType, string symbol, string currency, string local, string exchange, string minTick,
        string minSize)
    {
        var replay = new ReplayMarket(
            [ReplaySeries.Of(InstrumentId.Parse(id), MarketEventKind.Quote, pricePrecision, sizePrecision, [])], speed: 0, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, replay, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "9", "8", "1", "0", "", "", "", "", "", "", "", "", "", local, "", "0", "", "", "");
        var details = await client.ReadAsync("10", Ct);
        Assert.Equal([symbol, secType], details[2..4]);
        Assert.Equal([exchange, currency, local], details[8..11]);
        Assert.Equal(minTick, details[14]);
        Assert.Equal(minSize, details[^4]);
        if (secType == "STK") Assert.Equal("NYSE", details[21]);
        if (secType == "FUT") Assert.Equal("20270115", details[4]);
    }

    [Fact]
    public async Task A_recording_of_a_known_instrument_keeps_its_definition_and_magnifier()
    {
        var vod = InstrumentId.Parse("VOD.LSE");
        var trade = new MarketEvent(MarketEventKind.Trade, default, 89_120_000, 500_000_000_000, 0, 0, TickFlags.None, new UnixNanos(Start), new UnixNanos(Start));
        var replay = new ReplayMarket([ReplaySeries.Of(vod, MarketEventKind.Trade, 4, 0, [trade])], speed: 0, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, replay, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, ["38709473", "VOD", "STK", "", "", "", "", "LSE", "", "GBP", "", ""], "AllLast"));
        var frame = await client.ReadAsync("99", Ct);
        Assert.Equal(["89.12", "5000"], frame[4..6]);
    }

    [Fact]
    public async Task A_recording_has_no_history()
    {
        var replay = new ReplayMarket([ReplaySeries.Of(Euro, MarketEventKind.Quote, 5, 0, Quotes(10))], speed: 0, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, replay, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.Bars(1, EuroContract, "", "1 min", "1 D", "MIDPOINT"));
        Assert.Equal(["1", "162"], (await client.ReadAsync("4", Ct))[2..4]);
        await client.RequestAsync(Ct, Requests.Head(2, EuroContract, "MIDPOINT"));
        Assert.Equal(["2", "162"], (await client.ReadAsync("4", Ct))[2..4]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(50_000)]
    public async Task A_load_is_delivered_completely(int perSecond)
    {
        const int total = 30_000;
        var load = new LoadMarket(
            new LoadMarketOptions { Instruments = 4, TicksPerSecond = perSecond, TotalTicks = total, StartAtStreams = 8 }, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(TimeProvider.System, Ct, load, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        for (var i = 0; i < 8; i++)
            await client.RequestAsync(
                Ct, Requests.TickByTick(i, ["0", $"LOAD000{1 + i % 4}", "STK", "", "", "", "", "SMART", "", "USD", "", ""], i < 4 ? "AllLast" : "BidAsk"));
        Assert.Equal(total, await client.CountAsync(total, Ct));
        Assert.Equal(total, load.Sent);
    }

    private static async Task<string[]> Advancing(ManualTime time, Task<string[]> frame)
    {
        while (!frame.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await frame;
    }

    private static IEnumerable<MarketEvent> Quotes(int count, long apart = 7_000_001)
    {
        for (var i = 0; i < count; i++)
            yield return new MarketEvent(
                MarketEventKind.Quote, default, 108_500_000 + i % 50 * 1_000, 108_510_000 + i % 50 * 1_000, 100_000_000_000_000 + i * 100_000_000L, 200_000_000_000_000,
                TickFlags.None, new UnixNanos(Start + i * apart), new UnixNanos(Start + i * apart + 345));
    }

    private static IEnumerable<MarketEvent> Trades(int count)
    {
        for (var i = 0; i < count; i++)
            yield return new MarketEvent(
                MarketEventKind.Trade, default, 9_210_000_000_000 + i * 10_000_000L, 100_000 + i * 100_000L, 0, 0, TickFlags.Buyer,
                new UnixNanos(Start + i * 11_000_003L), new UnixNanos(Start + i * 11_000_003L + 99));
    }

    private static string Text(MarketEvent e) => $"{e.TsEvent} {e.TsInit} {e.A} {e.B} {e.C} {e.D}";

    private static long Nanos(string time) => long.Parse(time.Replace(".", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);

    private static long Scaled(string text) => (long)(decimal.Parse(text, CultureInfo.InvariantCulture) * 100_000_000m);
}
