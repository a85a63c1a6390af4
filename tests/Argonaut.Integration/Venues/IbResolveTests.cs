using System.Text.Json.Nodes;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Tests.Shared;
using Argonaut.Venues.Ib.Symbology;
using Xunit;

namespace Argonaut.Integration.Venues;

public sealed class IbResolveTests
{
    [Fact]
    public async Task An_id_is_asked_for_by_its_venue_and_keeps_it()
    {
        var vector = Details("resp.contractDetails.aapl.v178");
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("AAPL.NASDAQ", CancellationToken.None);
        var request = await peer.ReadAsync();
        Assert.Equal(["9", "8"], request[..2]);
        Assert.Equal(["0", "AAPL", "STK", "", "", "", "", "SMART", "NASDAQ", "", "", "", "0", "", "", ""], request[3..]);
        peer.SendText([.. vector.Select((field, i) => i == 1 ? request[2] : field)]);
        peer.SendText("52", "1", request[2]);
        var aapl = Assert.Single(await search.InTime());
        Assert.Equal("AAPL.NASDAQ", aapl.Id.Value);
        Assert.Equal((InstrumentClass.Equity, "USD", "0.01", "US0378331005"), (aapl.Class, aapl.QuoteCurrency, aapl.PriceIncrement.ToString(), aapl.Isin));
        Assert.True(aapl.IsSimulated);
        Assert.Equal(0, aapl.Key.Value);
        Assert.True(IbVenueReference.TryParse(aapl.VenueReference, out var reference));
        Assert.Equal((265598, "SMART"), (reference.Contract.ConId, reference.Contract.Exchange));
    }

    [Fact]
    public async Task A_bare_root_gives_every_month_as_a_candidate()
    {
        var fields = Details("resp.contractDetails.es.v178");
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("es", CancellationToken.None);
        await RefuseAsync(peer, "STK", "es");
        var request = await peer.ReadAsync();
        Assert.Equal(["ES", "FUT", "", "", "", "", "CME", "", "USD"], request[4..13]);
        foreach (var (local, conId) in new[] { ("ESZ6", "649180695"), ("ESH7", "649180678") })
            peer.SendText([.. fields.Select((field, i) => i switch { 1 => request[2], 9 => local, 12 => conId, _ => field })]);
        peer.SendText("52", "1", request[2]);
        Assert.Equal(["ESZ6.CME", "ESH7.CME"], (await search.InTime()).Select(i => i.Id.Value));
    }

    [Fact]
    public async Task Six_letters_are_a_pair_then_crypto_then_a_stock()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("ABCXYZ", CancellationToken.None);
        await RefuseAsync(peer, "CASH", "ABC");
        await RefuseAsync(peer, "CRYPTO", "ABC");
        await RefuseAsync(peer, "STK", "ABCXYZ");
        Assert.Empty(await search.InTime());
    }

    [Fact]
    public async Task An_answer_for_another_venue_is_not_taken()
    {
        var vector = Details("resp.contractDetails.aapl.v178");
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178, "DU1234567");
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("AAPL.NYSE", CancellationToken.None);
        var request = await peer.ReadAsync();
        peer.SendText([.. vector.Select((field, i) => i == 1 ? request[2] : field)]);
        peer.SendText("52", "1", request[2]);
        Assert.Empty(await search.InTime());
    }

    [Fact]
    public async Task A_simulated_gateway_is_asked_by_name_for_a_venue_it_alone_knows()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("ABC.RECORDED", CancellationToken.None);
        await RefuseAsync(peer, "STK", "ABC");
        var byName = await peer.ReadAsync();
        peer.Error(long.Parse(byName[2]), 200, "No security definition has been found for the request");

        Assert.Equal(("", "RECORDED", "ABC"), (byName[5], byName[10], byName[13]));
        Assert.Empty(await search.InTime());
    }

    [Fact]
    public async Task A_refusal_of_the_question_is_told_with_its_code()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("AAPL.NASDAQ", CancellationToken.None);
        peer.Error(long.Parse((await peer.ReadAsync())[2]), 321, "Error validating request.");
        var e = await Assert.ThrowsAsync<FeedRequestException>(() => search.InTime());
        Assert.Equal((321, "Error validating request."), (e.Code, e.Text));
    }

    [Fact]
    public async Task A_number_is_a_contract_id()
    {
        var vector = Details("resp.contractDetails.aapl.v178");
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("265598", CancellationToken.None);
        var request = await peer.ReadAsync();
        Assert.Equal(["265598", "", "", ""], request[3..7]);
        peer.SendText([.. vector.Select((field, i) => i == 1 ? request[2] : field)]);
        peer.SendText("52", "1", request[2]);
        Assert.Equal("AAPL.NASDAQ", Assert.Single(await search.InTime()).Id.Value);
    }

    [Fact]
    public async Task A_bond_is_refused_with_the_reason()
    {
        var vector = Details("resp.bondContractDetails.v178");
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync(178);
        await f.UntilReadyAsync();
        var search = f.Feed.ResolveAsync("590000001", CancellationToken.None);
        var request = await peer.ReadAsync();
        peer.SendText([.. vector.Select((field, i) => i == 1 ? request[2] : field)]);
        peer.SendText("52", "1", request[2]);
        var e = await Assert.ThrowsAsync<InstrumentRefusedException>(() => search.InTime());
        Assert.Contains("bonds are not recorded", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_314_a_subscription_of_an_unknown_contract_shows_its_reason_and_the_others_work()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        var (trades, quotes) = await f.SubscribeAaplAsync(peer);
        peer.Error(long.Parse(trades), 200, "No security definition has been found for the request");
        var status = await f.UntilAsync(s => s.Lines.Any(l => l.Detail.Contains("200", StringComparison.Ordinal)
            || l.Detail.Contains("No security definition", StringComparison.Ordinal)));
        Assert.Contains(status.Notices, n => n.Code == 200 && n.Instrument == FeedFixture.Aapl.Key);
        peer.SendText("99", quotes, "3", "1795185000", "185.10", "185.12", "300", "200", "0");
        Assert.Equal(FeedFixture.Aapl.Key, (await f.NextTickAsync()).Instrument);
    }

    private static async Task RefuseAsync(GatewayPeer peer, string secType, string symbol)
    {
        var request = await peer.ReadAsync();
        Assert.Equal([symbol, secType], request[4..6]);
        peer.Error(long.Parse(request[2]), 200, "No security definition has been found for the request");
    }

    private static string[] Details(string name)
    {
        var line = File.ReadLines(SharedData.Require("ib/vectors.jsonl")).First(l => l.Contains($"\"{name}\"", StringComparison.Ordinal));
        return [.. JsonNode.Parse(line)!["fields"]!.AsArray().Select(f => (string)f!)];
    }
}
