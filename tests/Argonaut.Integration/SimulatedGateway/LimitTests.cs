using Argonaut.SimulatedGateway;
using Argonaut.SimulatedGateway.Market;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>The limits of ib-tws-protocol.md 4 and their codes.</summary>
public sealed class LimitTests
{
    private static readonly string[] Codes = ["AAPL", "MSFT", "TSLA", "AMZN", "GOOGL", "SPY"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_fifty_first_message_of_a_second_is_refused_and_the_third_refusal_ends_the_connection()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, limits: GatewayLimits.Standard, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        for (var i = 0; i < 53; i++) await client.RequestAsync(Ct, "49", "1");
        var frames = await client.ReadUntilAsync(_ => false, Ct);
        Assert.Equal(50, frames.Count(f => f.Length > 0 && f[0] == "49"));
        Assert.Equal(
            ["4", "2", "-1", "100", "Max rate of messages per second has been exceeded:max=50 rec=51 (1)", ""], frames.First(f => f[0] == "4"));
        Assert.Equal(3, frames.Count(f => f.Length > 0 && f[0] == "4"));
    }

    [Fact]
    public async Task A_client_that_asked_for_pacing_waits_instead()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, limits: GatewayLimits.Standard, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct, versions: "v178..200 +PACEAPI");
        for (var i = 0; i < 60; i++) await client.RequestAsync(Ct, "49", "1");
        for (var i = 0; i < 60; i++)
        {
            var answer = client.ReadAsync(Ct);
            while (i >= 50 && !answer.IsCompleted)
            {
                time.Advance(TimeSpan.FromSeconds(1));
                await Task.Yield();
            }

            Assert.Equal("49", (await answer)[0]);
        }
    }

    [Fact]
    public async Task A_sixth_tick_by_tick_stream_is_refused_until_one_is_cancelled()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, limits: GatewayLimits.Standard, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        for (var i = 0; i < 6; i++) await client.RequestAsync(Ct, Requests.TickByTick(2000 + i, Stock(Codes[i]), "AllLast"));
        Assert.Equal(["4", "2", "2005", "10190", "Max number of tick-by-tick requests has been reached.", ""], await client.ReadAsync("4", Ct));
        await client.RequestAsync(Ct, "98", "2000");
        await client.RequestAsync(Ct, Requests.TickByTick(2006, Stock("SPY"), "AllLast"));
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
    }

    [Fact]
    public async Task The_same_tick_by_tick_stream_cannot_be_asked_for_again_within_fifteen_seconds()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, limits: GatewayLimits.Standard, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, Requests.Apple, "AllLast"));
        await client.RequestAsync(Ct, "98", "1");
        await client.RequestAsync(Ct, Requests.TickByTick(2, Requests.Apple, "BidAsk"));
        await client.RequestAsync(Ct, Requests.TickByTick(3, Requests.Apple, "AllLast"));
        Assert.Equal(["3", "10187"], (await client.ReadAsync(Ct))[2..4]);
        await client.RequestAsync(Ct, "98", "2");
        await client.RequestAsync(Ct, "49", "1");
        await client.ReadAsync("49", Ct);
        time.Advance(TimeSpan.FromSeconds(15));
        await client.RequestAsync(Ct, Requests.TickByTick(4, Requests.Apple, "AllLast"));
        await client.RequestAsync(Ct, "49", "1");
        Assert.DoesNotContain(await client.ReadUntilAsync(f => f[0] == "49", Ct), f => f[0] == "4");
    }

    [Fact]
    public async Task All_streams_together_use_the_market_data_lines()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(
            ManualTime.OnFriday(), Ct, limits: GatewayLimits.Standard with { MarketDataLines = 3 }, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.MarketData(1, Stock("AAPL")));
        await client.RequestAsync(Ct, Requests.TickByTick(2, Stock("AAPL"), "AllLast"));
        await client.RequestAsync(Ct, Requests.RealTimeBars(3, Stock("AAPL")));
        await client.RequestAsync(Ct, Requests.MarketData(4, Stock("AAPL")));
        Assert.Equal(["4", "2", "4", "101", "Max number of tickers has been reached.", ""], await client.ReadAsync("4", Ct));
        await client.RequestAsync(Ct, Requests.MarketData(5, Stock("AAPL"), snapshot: true));
        Assert.Equal("5", (await client.ReadAsync("57", Ct))[2]);
    }

    [Fact]
    public async Task The_same_small_bars_cannot_be_asked_for_again_within_fifteen_seconds()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, limits: GatewayLimits.Standard, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        for (var i = 0; i < 2; i++) await client.RequestAsync(Ct, Requests.Bars(i, Requests.Apple, "20261120-12:00:00", "5 secs", "60 S"));
        var error = (await client.ReadUntilAsync(f => f[0] == "4", Ct))[^1];
        Assert.Equal(["1", "162", "Historical Market Data Service error message:API historical data query pacing violation"], error[2..5]);
        time.Advance(TimeSpan.FromSeconds(15));
        await client.RequestAsync(Ct, Requests.Bars(3, Requests.Apple, "20261120-12:00:00", "5 secs", "60 S"));
        Assert.Equal("3", (await client.ReadUntilAsync(f => f[0] is "4" || (f[0] == "17" && f[1] == "3"), Ct))[^1][1]);
    }

    [Fact]
    public async Task Six_requests_for_one_contract_within_two_seconds_are_one_too_many()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, limits: GatewayLimits.Standard, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        for (var i = 0; i < 6; i++) await client.RequestAsync(Ct, Requests.Bars(i, Requests.Apple, $"20261120-12:0{i}:00", "1 min", "60 S"));
        var frames = new List<string[]>();
        for (var i = 0; i < 6; i++) frames.Add(await client.ReadAsync(Ct));
        Assert.Equal(5, frames.Count(f => f[0] == "17"));
        Assert.Equal(["5", "162"], frames.Single(f => f[0] == "4")[2..4]);
    }

    [Fact]
    public async Task Sixty_small_requests_in_ten_minutes_are_the_limit_and_bid_ask_counts_twice()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(time, Ct, limits: GatewayLimits.Standard, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        var answers = new List<string>();
        for (var i = 0; i < 31; i++)
        {
            await client.RequestAsync(Ct, Requests.Ticks(i, Requests.Apple, $"20261120-12:{i:00}:00", "", 1, "BID_ASK"));
            answers.Add((await client.ReadAsync(Ct))[0]);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal([.. Enumerable.Repeat("97", 30), "4"], answers);
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_disconnected()
    {
        var load = new LoadMarket(new LoadMarketOptions { Instruments = 1, TicksPerSecond = 1_000_000 }, TimeProvider.System);
        await using var gateway = await GatewayUnderTest.StartAsync(
            TimeProvider.System, Ct, load, maxVersion: 178, options: new GatewayOptions { MaxClientBacklogBytes = 100_000 });
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.TickByTick(1, Stock("LOAD0001"), "AllLast"));
        while (gateway.Server.Clients > 0) await Task.Yield();
        Assert.True(load.Sent > 0);
    }

    private static string[] Stock(string symbol) => ["0", symbol, "STK", "", "", "", "", "SMART", "", "USD", "", ""];
}
