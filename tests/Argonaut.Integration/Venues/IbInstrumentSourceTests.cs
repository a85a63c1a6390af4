using System.Text.Json.Nodes;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Xunit;

namespace Argonaut.Integration.Venues;

public sealed class IbInstrumentSourceTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_gives_the_listings_with_what_tells_them_apart()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var search = f.Feed.Instruments.SearchAsync(" apple ", Ct);
        var request = await peer.ReadAsync();
        Assert.Equal(["81", "apple"], [request[0], request[2]]);
        peer.SendText(
            "79", request[1], "2", "265598", "AAPL", "STK", "NASDAQ", "USD", "2", "OPT", "WAR", "APPLE INC", "e1",
            "590000001", "AAPL 4.3", "BOND", "", "USD", "0", "APPLE INC", "e1");
        var found = await search.InTime();
        Assert.Equal(new InstrumentCandidate("265598", "AAPL", "STK", "NASDAQ", "USD", "APPLE INC", found[0].DerivativeTypes, null), found[0]);
        Assert.Equal(["OPT", "WAR"], found[0].DerivativeTypes);
        Assert.Contains("bonds", found[1].Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Searches_are_a_second_apart_and_other_questions_do_not_wait_for_them()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync(accounts: "DU1234567");
        await f.UntilReadyAsync();
        var first = f.Feed.Instruments.SearchAsync("AA", Ct);
        var second = f.Feed.Instruments.SearchAsync("BB", Ct);
        var request = await peer.ReadAsync();
        Assert.Equal("AA", request[2]);
        peer.SendText("79", request[1], "0");
        Assert.Empty(await first.InTime());

        var resolve = f.Feed.ResolveAsync("AAPL.NASDAQ", Ct);
        var other = await peer.ReadAsync();
        Assert.Equal("9", other[0]);
        peer.Error(long.Parse(other[2]), 200, "No security definition has been found for the request");
        Assert.Empty(await resolve.InTime());
        Assert.False(peer.HasUnread);

        f.Time.Advance(TimeSpan.FromSeconds(1.2));
        request = await peer.ReadAsync();
        Assert.Equal("BB", request[2]);
        peer.SendText("79", request[1], "0");
        Assert.Empty(await second.InTime());
    }

    [Fact]
    public async Task A_market_rule_is_asked_for_once_and_gives_the_increments_by_price()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        peer.AnswersRules = false;
        await f.UntilReadyAsync();
        for (var i = 0; i < 2; i++)
        {
            var search = f.Feed.ResolveAsync("AAPL.NASDAQ", Ct);
            await AnswerAsync(peer, "resp.contractDetails.aapl.v178");
            if (i == 0)
            {
                Assert.Equal(["91", "26"], await peer.ReadAsync());
                peer.SendText("93", "26", "2", "0", "0.005", "1", "0.01");
            }

            var bands = Assert.Single(await search.InTime()).PriceBands;
            Assert.Equal(["0:0.005", "1:0.01"], bands.Select(b => $"{b.LowEdge}:{b.Increment}"));
        }
    }

    [Fact]
    public async Task A_rule_of_one_increment_everywhere_says_nothing_new_and_no_answer_ends_nothing()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("AAPL.NASDAQ", Ct);
        await AnswerAsync(peer, "resp.contractDetails.aapl.v178");
        Assert.Empty(Assert.Single(await search.InTime()).PriceBands);

        peer.AnswersRules = false;
        var euro = f.Feed.ResolveAsync("VOD.LSE", Ct);
        await AnswerAsync(peer, "resp.contractDetails.lseMagnifier.v178");
        Assert.Equal("91", (await peer.ReadAsync())[0]);
        f.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Empty(Assert.Single(await euro.InTime()).PriceBands);
    }

    [Fact]
    public async Task A_refresh_asks_for_the_contract_by_its_number_and_keeps_the_id()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var refresh = f.Feed.Instruments.RefreshAsync(FeedFixture.Aapl with { Id = InstrumentId.Parse("APPL.OLD") }, Ct);
        var request = await AnswerAsync(peer, "resp.contractDetails.aapl.v178");
        Assert.Equal(["265598", "", "STK"], request[3..6]);
        Assert.Equal(("SMART", "0"), (request[10], request[15]));
        var now = await refresh.InTime();
        Assert.Equal(("APPL.OLD", "US0378331005"), (now!.Id.Value, now.Isin));
    }

    [Fact]
    public async Task A_refresh_of_what_is_gone_is_nothing_and_an_expired_contract_is_asked_for_as_such()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var refresh = f.Feed.Instruments.RefreshAsync(FeedFixture.Aapl with { Expiration = UnixNanos.FromSeconds(1) }, Ct);
        var request = await peer.ReadAsync();
        Assert.Equal("1", request[15]);
        peer.Error(long.Parse(request[2]), 200, "No security definition has been found for the request");
        Assert.Null(await refresh.InTime());
    }

    [Fact]
    public async Task All_months_of_a_future_come_in_order_of_their_expiration()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var future = await ResolveAsync(f, peer, "ESZ6.CME", "resp.contractDetails.es.v178");
        var list = f.Feed.Instruments.ListFuturesAsync(future, Ct);
        var request = await peer.ReadAsync();
        Assert.Equal(["0", "ES", "FUT", "", "", "", "", "CME", "", "USD"], request[3..13]);
        var fields = Details("resp.contractDetails.es.v178");
        foreach (var (local, conId, date, tradingClass) in new[]
        {
            ("ESH7", "1", "20270319 08:30 US/Central", "ES"), ("ESZ6", "2", "20261218 08:30 US/Central", "ES"), ("XESZ6", "3", "20261218 08:30 US/Central", "XES"),
        })
            peer.SendText([.. fields.Select((field, i) => i switch { 1 => request[2], 4 => date, 9 => local, 11 => tradingClass, 12 => conId, _ => field })]);
        peer.SendText("52", "1", request[2]);
        Assert.Equal(["ESZ6.CME", "ESH7.CME"], (await list.InTime()).Select(i => i.Id.Value));
    }

    [Fact]
    public async Task An_option_chain_has_its_series_and_the_options_of_an_expiration()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var series = f.Feed.Instruments.ListOptionSeriesAsync(FeedFixture.Aapl, Ct);
        var request = await peer.ReadAsync();
        Assert.Equal(["78", "AAPL", "", "STK", "265598"], [request[0], .. request[2..6]]);
        peer.SendText("75", request[1], "SMART", "265598", "AAPL", "100", "2", "20270115", "20261218", "3", "250", "245.0", "1E3");
        peer.SendText("75", request[1], "CBOE", "265598", "AAPL", "100", "1", "20261218", "1", "250");
        peer.SendText("76", request[1]);
        var found = await series.InTime();
        Assert.Equal(["CBOE", "SMART"], found.Select(s => s.Exchange));
        Assert.Equal([new DateOnly(2026, 12, 18), new DateOnly(2027, 1, 15)], found[1].Expirations);
        Assert.Equal(["245.0", "250", "1E3"], found[1].Strikes);

        var options = f.Feed.Instruments.ListOptionsAsync(FeedFixture.Aapl, new DateOnly(2026, 12, 18), null, "AAPL", Ct);
        request = await peer.ReadAsync();
        Assert.Equal(["AAPL", "OPT", "20261218", "", "", "", "SMART", "", "USD", "", "AAPL"], request[4..15]);
        var fields = Details("resp.contractDetails.option.v178");
        foreach (var (strike, right, local) in new[] { ("250", "P", "AAPL  261218P00250000"), ("245", "C", "AAPL  261218C00245000"), ("250", "C", "AAPL  261218C00250000") })
            peer.SendText([.. fields.Select((field, i) => i switch { 1 => request[2], 5 => strike, 6 => right, 9 => local, _ => field })]);
        peer.SendText("52", "1", request[2]);
        Assert.Equal(
            ["245 Call AAPL  261218C00245000.AMEX", "250 Call AAPL  261218C00250000.AMEX", "250 Put AAPL  261218P00250000.AMEX"],
            (await options.InTime()).Select(o => $"{o.StrikePrice} {o.OptionKind} {o.Id}"));
    }

    [Fact]
    public async Task Without_a_connection_every_question_says_so()
    {
        await using var f = new FeedFixture();
        await Assert.ThrowsAsync<FeedUnavailableException>(() => f.Feed.Instruments.SearchAsync("AAPL", Ct));
        await Assert.ThrowsAsync<FeedUnavailableException>(() => f.Feed.Instruments.RefreshAsync(FeedFixture.Aapl, Ct));
        await Assert.ThrowsAsync<FeedUnavailableException>(() => f.Feed.Instruments.ListOptionSeriesAsync(FeedFixture.Aapl, Ct));
    }

    private static async Task<Instrument> ResolveAsync(FeedFixture f, GatewayPeer peer, string id, string vector)
    {
        var search = f.Feed.ResolveAsync(id, Ct);
        await AnswerAsync(peer, vector);
        return Assert.Single(await search.InTime());
    }

    private static async Task<string[]> AnswerAsync(GatewayPeer peer, string vector)
    {
        var request = await peer.ReadAsync();
        Assert.Equal("9", request[0]);
        peer.SendText([.. Details(vector).Select((field, i) => i == 1 ? request[2] : field)]);
        peer.SendText("52", "1", request[2]);
        return request;
    }

    private static string[] Details(string name)
    {
        var line = File.ReadLines(SharedData.Require("ib/vectors.jsonl")).First(l => l.Contains($"\"{name}\"", StringComparison.Ordinal));
        return [.. JsonNode.Parse(line)!["fields"]!.AsArray().Select(f => (string)f!)];
    }
}
