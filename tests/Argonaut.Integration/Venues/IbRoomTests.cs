using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib;
using Xunit;

namespace Argonaut.Integration.Venues;

/// <summary>More lines are wanted than the gateway has. One level-1 request an instrument, so that a line is an instrument.</summary>
public sealed class IbRoomTests
{
    private const string Full = "Max number of tickers has been reached.";

    private static IbOptions Level1(IbOptions options) => FeedFixture.WithoutProbes(options) with { TickByTickBudget = 0 };

    [Fact]
    public async Task F_315_A_refusal_teaches_the_limit_and_what_is_beyond_it_waits_with_its_reason_until_a_line_is_free()
    {
        await using var f = new FeedFixture(Level1);
        var peer = await f.Gateway.AcceptReadyAsync();
        Assert.Equal(int.MaxValue, Lines(await f.UntilReadyAsync()).Limit);
        var first = await RequestAsync(f, peer, FeedFixture.Aapl);
        await RequestAsync(f, peer, FeedFixture.EurUsd);
        var third = await RequestAsync(f, peer, FeedFixture.Msft);
        peer.Error(long.Parse(third), 101, Full);

        var full = await f.UntilAsync(s => s.Lines.Any(l => l.State == LineState.Refused) && Lines(s).IsLearnt);
        Assert.Equal(new FeedBudget(FeedBudget.MarketDataLines, 2, 2, IsLearnt: true), Lines(full));
        var waiting = full.Lines.Where(l => l.Instrument == FeedFixture.Msft.Key).ToList();
        Assert.Equal(2, waiting.Count);
        Assert.All(waiting, l => Assert.Equal((LineState.Refused, GapCause.LineRefused), (l.State, l.Cause)));
        Assert.All(waiting, l => Assert.StartsWith("waiting for a free market data line", l.Detail, StringComparison.Ordinal));
        await f.Feed.SubscribeAsync(FeedFixture.Ibm, KindSet.TradesAndQuotes, default, CancellationToken.None);
        await f.UntilAsync(s => s.Lines.Any(l => l.Instrument == FeedFixture.Ibm.Key && l.Detail == "waiting for a free market data line: all 2 are in use"));
        Assert.False(peer.HasUnread);

        await f.Feed.UnsubscribeAsync(FeedFixture.Aapl.Key, CancellationToken.None);
        Assert.Equal(["2", "2", first], await peer.ReadAsync());
        f.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("MSFT", (await peer.ReadAsync())[4]);
        Assert.Equal(2, Lines(await f.UntilAsync(s => StateOf(s, FeedFixture.Msft) == LineState.Requested)).Used);
    }

    [Fact]
    public async Task F_315_The_instrument_that_nobody_has_looked_at_for_longest_gives_its_line_to_one_that_somebody_looks_at_and_the_user_is_told()
    {
        await using var f = new FeedFixture(o => Level1(o) with { MarketDataLines = 2 });
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        await RequestAsync(f, peer, FeedFixture.Aapl);
        var pair = await RequestAsync(f, peer, FeedFixture.EurUsd);
        f.Feed.SetWatched([FeedFixture.Aapl.Key]);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await LookAroundAsync(f, peer);
        f.Feed.SetWatched([]);
        await f.Feed.SubscribeAsync(FeedFixture.Msft, KindSet.TradesAndQuotes, default, CancellationToken.None);
        await f.UntilAsync(s => StateOf(s, FeedFixture.Msft) == LineState.Refused);
        Assert.False(peer.HasUnread);

        f.Feed.SetWatched([FeedFixture.Msft.Key]);
        f.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["2", "2", pair], await peer.ReadAsync());
        var given = await peer.ReadAsync();
        Assert.Equal("MSFT", given[4]);
        var status = await f.UntilAsync(s => StateOf(s, FeedFixture.EurUsd) == LineState.Refused);
        Assert.Contains("given up for MSFT.NASDAQ", status.Lines.Single(l => l.Instrument == FeedFixture.EurUsd.Key).Detail, StringComparison.Ordinal);
        Assert.Contains(status.Notices, n => n.Code == 101 && n.Instrument == FeedFixture.EurUsd.Key && n.Text.StartsWith("EUR/USD.IDEALPRO is not received now", StringComparison.Ordinal));
        Assert.Equal(2, Lines(status).Used);

        // Nobody looks at it any more: after a minute the line goes back.
        await LookAroundAsync(f, peer);
        f.Feed.SetWatched([]);
        f.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(LineState.Refused, StateOf(f.Feed.Status, FeedFixture.EurUsd));
        f.Time.Advance(TimeSpan.FromSeconds(12));
        Assert.Equal(["2", "2", given[2]], await peer.ReadAsync());
        Assert.Equal("EUR", (await peer.ReadAsync())[4]);
    }

    [Fact]
    public async Task F_315_An_instrument_that_somebody_looks_at_gives_its_line_to_none()
    {
        await using var f = new FeedFixture(o => Level1(o) with { MarketDataLines = 1 });
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        await RequestAsync(f, peer, FeedFixture.Aapl);
        f.Feed.SetWatched([FeedFixture.Aapl.Key, FeedFixture.Msft.Key]);
        await f.Feed.SubscribeAsync(FeedFixture.Msft, KindSet.TradesAndQuotes, default, CancellationToken.None);
        await f.UntilAsync(s => StateOf(s, FeedFixture.Msft) == LineState.Refused);
        f.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task F_315_After_some_minutes_one_more_is_tried_because_others_may_use_less()
    {
        await using var f = new FeedFixture(Level1);
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.UntilReadyAsync();
        await RequestAsync(f, peer, FeedFixture.Aapl);
        var refused = await RequestAsync(f, peer, FeedFixture.Msft);
        peer.Error(long.Parse(refused), 101, Full);
        await f.UntilAsync(s => Lines(s).Limit == 1);
        f.Time.Advance(TimeSpan.FromMinutes(4));
        Assert.False(peer.HasUnread);
        f.Time.Advance(TimeSpan.FromMinutes(2));
        var probe = await peer.ReadAsync();
        Assert.Equal("MSFT", probe[4]);
        peer.Error(long.Parse(probe[2]), 101, Full);
        await f.UntilAsync(s => StateOf(s, FeedFixture.Msft) == LineState.Refused && Lines(s).Limit == 1);
    }

    private static FeedBudget Lines(FeedStatus status) => status.Pacing.Budgets.Single(b => b.Name == FeedBudget.MarketDataLines);

    private static LineState? StateOf(FeedStatus status, Instrument instrument) => status.Lines.FirstOrDefault(l => l.Instrument == instrument.Key)?.State;

    /// <summary>Returns when the session has looked at its lines: it does so after each read, and the second one comes after the first look.</summary>
    private static async Task LookAroundAsync(FeedFixture f, GatewayPeer peer)
    {
        foreach (var code in (int[])[2119, 2107])
        {
            peer.Error(-1, code, $"a notice at {f.Time.GetUtcNow():O}");
            await f.UntilAsync(s => s.Notices is [var newest, ..] && newest.Code == code);
        }
    }

    /// <summary>The request id that the gateway saw.</summary>
    private static async Task<string> RequestAsync(FeedFixture f, GatewayPeer peer, Instrument instrument)
    {
        await f.Feed.SubscribeAsync(instrument, KindSet.TradesAndQuotes, default, CancellationToken.None);
        var request = await peer.ReadAsync();
        Assert.Equal("1", request[0]);
        return request[2];
    }
}
