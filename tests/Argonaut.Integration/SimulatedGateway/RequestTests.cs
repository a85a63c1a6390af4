using Argonaut.SimulatedGateway.Market;
using Xunit;

namespace Argonaut.Tests.Integration.SimulatedGateway;

/// <summary>Answers to single requests (ib-tws-protocol.md 8).</summary>
public sealed class RequestTests
{
    private static readonly string[] AppleSmart = ["0", "AAPL", "STK", "", "", "", "", "SMART", "NASDAQ", "USD", "", ""];
    private static readonly long Now = ManualTime.OnFriday().GetUtcNow().ToUnixTimeSeconds();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(178)]
    [InlineData(193)]
    [InlineData(200)]
    public async Task Contract_details_have_the_layout_of_the_version(int version)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: version);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, ["9", "8", "9001", .. AppleSmart, "0", "", "", ""]);
        var details = await client.ReadAsync("10", Ct);
        var shift = version >= 182 ? 1 : 0;
        Assert.Equal("AAPL", details[2]);
        Assert.Equal("265598", details[12 + shift]);
        Assert.Equal("0.01", details[13 + shift]);
        Assert.Equal("US/Eastern", details[25 + shift]);
        Assert.StartsWith("20261120:0000-20261121:0000;20261121:0000-20261122:0000", details[26 + shift], StringComparison.Ordinal);
        Assert.Equal(version >= 186 ? "0" : "100", details[^1]);
        Assert.Equal(["52", "1", "9001"], await client.ReadAsync(Ct));
    }

    [Theory]
    [InlineData("265598", "", "", "", "", "", "", "SMART", "", "", "", "", 1)]
    [InlineData("0", "EUR", "CASH", "", "", "", "", "IDEALPRO", "", "USD", "", "", 1)]
    [InlineData("0", "", "FUT", "", "", "", "", "CME", "", "USD", "ESZ6", "", 1)]
    [InlineData("0", "ES", "FUT", "202703", "", "", "", "CME", "", "USD", "", "", 1)]
    [InlineData("0", "ES", "FUT", "", "", "", "", "CME", "", "USD", "", "", 3)]
    [InlineData("0", "SPX", "IND", "", "", "", "", "CBOE", "", "USD", "", "", 1)]
    [InlineData("0", "VOD", "STK", "", "", "", "", "LSE", "", "GBP", "", "", 1)]
    [InlineData("0", "BTC", "CRYPTO", "", "", "", "", "PAXOS", "", "USD", "", "", 1)]
    [InlineData("0", "AAPL", "OPT", "20261218", "250.0", "C", "100", "SMART", "", "USD", "", "", 1)]
    [InlineData("0", "AAPL", "OPT", "", "0.0", "", "", "SMART", "", "USD", "", "", 44)]
    [InlineData("0", "", "OPT", "", "", "", "", "AMEX", "", "", "AAPL  261218C00250000", "", 1)]
    [InlineData("0", "912810TL8", "BOND", "", "", "", "", "SMART", "", "USD", "", "", 1)]
    [InlineData("0", "DUAL", "STK", "", "", "", "", "SMART", "", "USD", "", "", 2)]
    [InlineData("0", "DUAL", "", "", "", "", "", "", "", "", "", "", 3)]
    [InlineData("0", "DUAL", "STK", "", "", "", "", "SMART", "ISLAND", "USD", "", "", 1)]
    [InlineData("0", "NOSUCH", "STK", "", "", "", "", "SMART", "", "USD", "", "", 0)]
    [InlineData("0", "AAPL", "STK", "", "", "", "", "LSE", "", "GBP", "", "", 0)]
    public async Task A_query_finds_every_contract_that_agrees(
        string conId, string symbol, string secType, string month, string strike, string right, string multiplier, string exchange, string primary,
        string currency, string local, string tradingClass, int count)
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 193);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(
            Ct, "9", "8", "9001", conId, symbol, secType, month, strike, right, multiplier, exchange, primary, currency, local, tradingClass, "0", "", "", "");
        var frames = await client.ReadUntilAsync(f => f[0] is "52" or "4", Ct);
        Assert.Equal(count, frames.Count(f => f[0] is "10" or "18"));
        if (count == 0) Assert.Equal(["4", "2", "9001", "200", "No security definition has been found for the request", ""], frames[^1]);
    }

    [Fact]
    public async Task An_isin_finds_its_stock()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "9", "8", "1", "0", "", "STK", "", "", "", "", "SMART", "", "USD", "", "", "0", "ISIN", "US0378331005", "");
        Assert.Equal("AAPL", (await client.ReadAsync("10", Ct))[2]);
    }

    [Fact]
    public async Task The_real_calendar_shows_closed_days_and_the_holiday()
    {
        var time = ManualTime.OnFriday();
        await using var gateway = await GatewayUnderTest.StartAsync(
            time, Ct, new TapeMarket(new TapeMarketOptions { RealCalendar = true }, time), maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, ["9", "8", "9001", .. AppleSmart, "0", "", "", ""]);
        var details = await client.ReadAsync("10", Ct);
        Assert.Equal(
            "20261120:0930-20261120:1600;20261121:CLOSED;20261122:CLOSED;20261123:0930-20261123:1600;20261124:0930-20261124:1600;"
            + "20261125:0930-20261125:1600;20261126:CLOSED", details[27]);
    }

    [Fact]
    public async Task Small_requests_are_answered()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 200);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal(["49", "1", Now.ToString()], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "105");
        Assert.Equal(["109", Now + "000"], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "8", "1", "1");
        Assert.Equal(["9", "1", "1"], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "17", "1");
        Assert.Equal(["15", "1", "DUSIM01"], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "91", "26");
        Assert.Equal(["93", "26", "1", "0", "0.01"], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "104", "0");
        Assert.Equal(["107", "0", ""], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "82");
        Assert.Equal(["80", "5", "ISLAND"], (await client.ReadAsync(Ct))[..3]);
        await client.RequestAsync(Ct, "81", "6501", "AAP");
        Assert.Equal(["79", "6501", "1", "265598", "AAPL", "STK", "NASDAQ", "USD", "1", "OPT", "APPLE INC", ""], await client.ReadAsync(Ct));
    }

    [Fact]
    public async Task What_is_not_supported_is_refused_by_name_and_the_connection_stays()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "18", "1", "1");
        Assert.Equal(["4", "2", "-1", "321", "Error validating request: requestFA is not supported.", ""], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "22", "6301", "10");
        Assert.Equal(["4", "2", "6301", "321", "Error validating request: reqScannerSubscription is not supported.", ""], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "97", "2001", "265598");
        Assert.Equal(["4", "2", "2001", "320"], (await client.ReadAsync(Ct))[..4]);
        await client.RequestAsync(Ct, "49", "1");
        Assert.Equal("49", (await client.ReadAsync(Ct))[0]);
    }

    [Fact]
    public async Task Option_chains_components_and_the_small_answers_come()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, "78", "1", "AAPL", "", "STK", "265598");
        var chain = await client.ReadUntilAsync(f => f[0] == "76", Ct);
        Assert.Equal(["SMART", "AMEX", "CBOE", "PHLX", "BOX"], chain[..^1].Select(f => f[2]));
        Assert.Equal(["75", "1", "SMART", "265598", "AAPL", "100", "2", "20261218", "20270115", "11", "225", "230"], chain[0][..12]);
        await client.RequestAsync(Ct, "78", "2", "NONE", "", "STK", "1");
        Assert.Equal("200", (await client.ReadAsync(Ct))[3]);
        await client.RequestAsync(Ct, "83", "3", "9c0001");
        Assert.Equal(["82", "3", "6", "0", "AMEX", "A"], (await client.ReadAsync(Ct))[..6]);
        await client.RequestAsync(Ct, "79", "4");
        Assert.Equal(["77", "4", "0"], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, "80", "1");
        Assert.Equal(["78", "1", "DUSIM01", ""], await client.ReadAsync(Ct));
        await client.RequestAsync(Ct, ["88", "5", .. Requests.Apple, "0", "1 day"]);
        Assert.Equal("89", (await client.ReadAsync(Ct))[0]);
        string[] option = ["0", "AAPL", "OPT", "20261218", "250", "C", "100", "SMART", "", "USD", "", ""];
        await client.RequestAsync(Ct, ["55", "1", "6", .. option, "0.27", "250", ""]);
        var price = await client.ReadAsync(Ct);
        Assert.Equal(["21", "6", "53", "1", "0.27"], price[..5]);
        await client.RequestAsync(Ct, ["54", "1", "7", .. option, price[6], "250", ""]);
        Assert.Equal(0.27, double.Parse((await client.ReadAsync(Ct))[4], System.Globalization.CultureInfo.InvariantCulture), 6);
    }

    [Fact]
    public async Task An_option_stream_has_computations_that_agree_with_its_prices()
    {
        await using var gateway = await GatewayUnderTest.StartAsync(ManualTime.OnFriday(), Ct, maxVersion: 178);
        using var client = await WireClient.ReadyAsync(gateway.Port, Ct);
        await client.RequestAsync(Ct, Requests.MarketData(1, Requests.Option, snapshot: true));
        var frames = await client.ReadUntilAsync(f => f[0] == "57", Ct);
        var bid = double.Parse(frames.Single(f => f[0] == "1" && f[3] == "1")[4], System.Globalization.CultureInfo.InvariantCulture);
        var computed = frames.Single(f => f[0] == "21" && f[2] == "10");
        Assert.Equal(bid, double.Parse(computed[6], System.Globalization.CultureInfo.InvariantCulture), 6);
        Assert.InRange(double.Parse(computed[5], System.Globalization.CultureInfo.InvariantCulture), 0, 1);
    }
}
