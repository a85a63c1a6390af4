using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Trading.Lines;
using Argonaut.Venues.Ib;
using Xunit;

namespace Argonaut.Integration.Venues;

/// <summary>Depth lines on a real socket: asked for, given up, refused, broken, and asked for again.</summary>
public sealed class IbDepthLineTests
{
    private static readonly KindSet Depth = KindSet.Of(MarketEventKind.BookDelta);

    [Fact]
    public async Task A_book_is_asked_for_over_all_exchanges_and_its_rows_become_deltas()
    {
        await using var f = new FeedFixture(o => o with { MarketDepthRows = 5 });
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.Feed.SubscribeAsync(FeedFixture.Aapl, Depth, default, CancellationToken.None);
        var request = await peer.ReadAsync();
        Assert.Equal(("10", "5", "265598", "SMART"), (request[0], request[1], request[3], request[10]));
        Assert.Equal(["5", "1", ""], request[15..18]);

        Insert(peer, request[2], isBid: true, "185.50", "300");
        var clear = (await f.NextTickAsync()).BookDelta;
        var add = (await f.NextTickAsync()).BookDelta;
        Assert.Equal((BookAction.Clear, BookAction.Add, OrderSide.Buy), (clear.Action, add.Action, add.Side));
        Assert.Equal(FeedFixture.Aapl.Key, add.Instrument);
        var line = (await f.UntilAsync(s => s.Lines is [{ State: LineState.Flowing }])).Lines[0];
        Assert.Equal((MarketEventKind.BookDelta, "order book, 5 rows a side, all exchanges"), (line.Kind, line.Detail));
    }

    [Fact]
    public async Task Depth_comes_and_goes_while_trades_and_quotes_go_on()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        var (trades, _) = await f.SubscribeAaplAsync(peer);

        await f.Feed.SubscribeAsync(FeedFixture.Aapl, KindSet.Ticks, default, CancellationToken.None);
        var book = (await peer.ReadAsync())[2];
        await f.Feed.SubscribeAsync(FeedFixture.Aapl, KindSet.TradesAndQuotes, default, CancellationToken.None);
        Assert.Equal(["11", "1", book, "1"], await peer.ReadAsync());

        Insert(peer, book, isBid: true, "185.50", "300");
        peer.SendText("99", trades, "2", "1795185000", "185.51", "100", "0", "ISLAND", "");
        Assert.Equal(MarketEventKind.Trade, (await f.NextTickAsync()).Kind);
        Assert.False(peer.HasUnread);
        await f.UntilAsync(s => s.Lines.Length == 2);
    }

    [Fact]
    public async Task A_book_of_one_exchange_says_so()
    {
        await using var f = new FeedFixture();
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.Feed.SubscribeAsync(FeedFixture.EurUsd, Depth, default, CancellationToken.None);
        var request = await peer.ReadAsync();
        Assert.Equal(("IDEALPRO", "0"), (request[10], request[16]));
    }

    [Fact]
    public async Task An_index_has_no_book_and_nobody_is_asked_for_one()
    {
        await using var f = new FeedFixture();
        await f.Gateway.AcceptReadyAsync();
        await f.Feed.SubscribeAsync(FeedFixture.Spx, Depth, default, CancellationToken.None);
        var status = await f.UntilAsync(s => s.State == FeedState.Ready && s.Lines is [{ State: LineState.Refused }]);
        Assert.Equal("an index has no order book", status.Lines[0].Detail);
    }

    [Fact]
    public async Task After_317_the_book_is_empty_and_the_stream_goes_on()
    {
        await using var f = new FeedFixture();
        var (peer, book) = await SubscribeAsync(f);
        await ReadFirstAsync(f, peer, book);

        peer.Error(long.Parse(book), 317, "Market depth data has been RESET. Please empty deep book contents before applying any new entries.");
        Assert.Equal(BookAction.Clear, (await f.NextTickAsync()).BookDelta.Action);
        Insert(peer, book, isBid: true, "185.49", "100");
        Assert.Equal(BookAction.Add, (await f.NextTickAsync()).BookDelta.Action);
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task After_316_the_book_is_asked_for_again()
    {
        await using var f = new FeedFixture();
        var (peer, book) = await SubscribeAsync(f);
        await ReadFirstAsync(f, peer, book);

        peer.Error(long.Parse(book), 316, "Market depth data has been HALTED. Please re-subscribe.");
        await f.UntilAsync(s => s.Lines is [{ State: LineState.Requested, Cause: GapCause.LinkLost }]);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10", (await peer.ReadAsync())[0]);
    }

    [Fact]
    public async Task A_row_that_is_not_there_asks_for_the_book_anew_more_slowly_each_time()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var (peer, book) = await SubscribeAsync(f);
        await ReadFirstAsync(f, peer, book);
        foreach (var pause in new[] { 1, 2, 4 })
        {
            Send(peer, book, 7, operation: 1, isBid: true, "185.40", "100");
            Assert.Equal(BookAction.Clear, (await f.NextTickAsync()).BookDelta.Action);
            Assert.Equal(["11", "1", book, "1"], await peer.ReadAsync());
            var status = await f.UntilAsync(s => s.Lines is [{ State: LineState.Requested, Cause: GapCause.BookBroken }]);
            Assert.Contains("named a row that the book does not have", status.Lines[0].Detail, StringComparison.Ordinal);
            f.Time.Advance(TimeSpan.FromSeconds(pause - 0.1));
            Assert.False(peer.HasUnread);
            f.Time.Advance(TimeSpan.FromSeconds(0.2));
            book = (await peer.ReadAsync())[2];
            await ReadFirstAsync(f, peer, book);
        }

        Assert.Equal(3, f.Feed.Status.Skipped["book_row"]);
    }

    [Fact]
    public async Task Above_its_number_a_book_waits_and_says_so_until_one_is_given_up()
    {
        await using var f = new FeedFixture(o => o with { MarketDepthBudget = 1 });
        var (peer, book) = await SubscribeAsync(f);
        await f.Feed.SubscribeAsync(FeedFixture.EurUsd, Depth, default, CancellationToken.None);
        var waiting = await f.UntilAsync(s => s.Lines is [_, { State: LineState.Refused }]);
        Assert.Equal("waiting for a free depth line: all 1 are in use", waiting.Lines[1].Detail);

        await f.Feed.UnsubscribeAsync(FeedFixture.Aapl.Key, CancellationToken.None);

        Assert.Equal(["11", "1", book, "1"], await peer.ReadAsync());
        f.Time.Advance(TimeSpan.FromSeconds(2));
        var next = await peer.ReadAsync();
        Assert.Equal(("10", "EUR"), (next[0], next[4]));
        await f.UntilAsync(s => s.Lines is [{ State: LineState.Requested }]);
    }

    [Fact]
    public async Task After_309_the_gateways_number_counts_and_the_book_waits()
    {
        await using var f = new FeedFixture(o => FeedFixture.WithoutProbes(o) with { MarketDepthBudget = 5 });
        var (peer, book) = await SubscribeAsync(f);
        await f.Feed.SubscribeAsync(FeedFixture.EurUsd, Depth, default, CancellationToken.None);
        var second = (await peer.ReadAsync())[2];

        peer.Error(long.Parse(second), 309, "Max number (1) of market depth requests has been reached.");
        var waiting = await f.UntilAsync(s => s.Lines is [_, { State: LineState.Refused }]);
        Assert.Contains("(309)", waiting.Lines[1].Detail, StringComparison.Ordinal);
        f.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(peer.HasUnread);

        await f.Feed.UnsubscribeAsync(FeedFixture.Aapl.Key, CancellationToken.None);
        Assert.Equal(["11", "1", book, "1"], await peer.ReadAsync());
        f.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("10", (await peer.ReadAsync())[0]);
    }

    [Fact]
    public async Task A_new_connection_asks_again_and_begins_with_an_empty_book()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var (peer, book) = await SubscribeAsync(f);
        await ReadFirstAsync(f, peer, book);

        peer.Close();
        await f.UntilAsync(s => s.Lines is [{ State: LineState.Interrupted, Cause: GapCause.LinkLost }]);
        var again = f.Gateway.AcceptReadyAsync();
        f.Time.Advance(TimeSpan.FromSeconds(5));
        peer = await again;
        await f.UntilReadyAsync();
        f.Time.Advance(TimeSpan.FromSeconds(2));
        var anew = (await peer.ReadAsync())[2];
        Assert.NotEqual(book, anew);
        await ReadFirstAsync(f, peer, anew);
    }

    [Fact]
    public async Task After_1102_a_book_is_asked_for_anew_because_it_may_have_missed_a_row()
    {
        await using var f = new FeedFixture();
        var (peer, book) = await SubscribeAsync(f);
        await ReadFirstAsync(f, peer, book);

        peer.Error(-1, 1100, "Connectivity between IBKR and Trader Workstation has been lost.");
        await f.UntilAsync(s => s.Lines is [{ State: LineState.Interrupted }]);
        peer.Error(-1, 1102, "Connectivity between IBKR and Trader Workstation has been restored - data maintained.");

        Assert.Equal(["11", "1", book, "1"], await peer.ReadAsync());
        await ReadFirstAsync(f, peer, (await peer.ReadAsync())[2]);
    }

    [Fact]
    public async Task After_a_broken_farm_a_book_is_asked_for_anew_although_rows_came_before_it_was_back()
    {
        await using var f = new FeedFixture();
        var (peer, book) = await SubscribeAsync(f);
        await ReadFirstAsync(f, peer, book);

        peer.Error(-1, 2103, "Market data farm connection is broken:usfarm");
        await f.UntilAsync(s => s.Lines is [{ State: LineState.Interrupted, Cause: GapCause.FarmBroken }]);
        Insert(peer, book, isBid: true, "185.51", "100");
        Assert.Equal(BookAction.Add, (await f.NextTickAsync()).BookDelta.Action);
        peer.Error(-1, 2104, "Market data farm connection is OK:usfarm");

        Assert.Equal(["11", "1", book, "1"], await peer.ReadAsync());
        await ReadFirstAsync(f, peer, (await peer.ReadAsync())[2]);
    }

    [Fact]
    public async Task A_competing_session_ends_the_request_which_is_made_again_after_a_minute()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes);
        var (peer, book) = await SubscribeAsync(f);
        await ReadFirstAsync(f, peer, book);

        peer.Error(long.Parse(book), 10197, "No market data during competing live session");
        await f.UntilAsync(s => s.Lines is [{ State: LineState.Competing, Cause: GapCause.CompetingSession }]);
        Assert.Equal(["11", "1", book, "1"], await peer.ReadAsync());
        f.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(peer.HasUnread);
        f.Time.Advance(TimeSpan.FromSeconds(2));
        await ReadFirstAsync(f, peer, (await peer.ReadAsync())[2]);
    }

    [Fact]
    public async Task A_book_that_does_not_exist_there_is_refused_with_the_words_of_the_source()
    {
        await using var f = new FeedFixture();
        var (peer, book) = await SubscribeAsync(f);
        peer.Error(long.Parse(book), 10092, "Deep market data is not supported for this combination of security type/exchange");
        var status = await f.UntilAsync(s => s.Lines is [{ State: LineState.Refused, Cause: GapCause.LineRefused }]);
        Assert.Equal("Deep market data is not supported for this combination of security type/exchange (10092)", status.Lines[0].Detail);
        f.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task Exchanges_without_a_right_are_said_and_the_book_of_the_others_goes_on()
    {
        await using var f = new FeedFixture();
        var (peer, book) = await SubscribeAsync(f);
        peer.Error(long.Parse(book), 2152, "Exchanges - Depth: IEX; Top: BYX; AMEX; Need additional market data permissions - Depth: NASDAQ; NYSE");
        await f.UntilAsync(s => s.Notices.Any(n => n.Code == 2152));
        await ReadFirstAsync(f, peer, book);
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task A_book_without_a_right_is_not_asked_for_as_delayed()
    {
        await using var f = new FeedFixture();
        var (peer, book) = await SubscribeAsync(f);
        peer.Error(long.Parse(book), 354, "Requested market data is not subscribed.");
        await f.UntilAsync(s => s.Lines is [{ State: LineState.NotEntitled }]);
        f.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.False(peer.HasUnread);
    }

    [Fact]
    public async Task A_full_sink_keeps_the_deltas_of_a_message_together_and_in_order()
    {
        await using var f = new FeedFixture(FeedFixture.WithoutProbes, sinkCapacity: 1);
        var (peer, book) = await SubscribeAsync(f);
        for (var i = 0; i < 300; i++) Send(peer, book, 0, operation: i == 0 ? 0 : 1, isBid: true, i % 2 == 0 ? "185.50" : "185.49", "100");

        Assert.Equal(BookAction.Clear, (await f.NextTickAsync()).BookDelta.Action);
        Assert.Equal(BookAction.Add, (await f.NextTickAsync()).BookDelta.Action);
        for (var i = 1; i < 300; i++)
        {
            var (gone, come) = ((await f.NextTickAsync()).BookDelta, (await f.NextTickAsync()).BookDelta);
            Assert.Equal((BookAction.Delete, BookAction.Add, false, true), (gone.Action, come.Action, gone.IsLast, come.IsLast));
            Assert.Equal(gone.TsInit, come.TsInit);
        }
    }

    private static async Task<(GatewayPeer Peer, string Request)> SubscribeAsync(FeedFixture f)
    {
        var peer = await f.Gateway.AcceptReadyAsync();
        await f.Feed.SubscribeAsync(FeedFixture.Aapl, Depth, default, CancellationToken.None);
        return (peer, (await peer.ReadAsync())[2]);
    }

    private static async Task ReadFirstAsync(FeedFixture f, GatewayPeer peer, string request)
    {
        Insert(peer, request, isBid: true, "185.50", "300");
        Assert.Equal(BookAction.Clear, (await f.NextTickAsync()).BookDelta.Action);
        Assert.Equal(BookAction.Add, (await f.NextTickAsync()).BookDelta.Action);
    }

    private static void Insert(GatewayPeer peer, string request, bool isBid, string price, string size) => Send(peer, request, 0, operation: 0, isBid, price, size);

    private static void Send(GatewayPeer peer, string request, int position, int operation, bool isBid, string price, string size) =>
        peer.SendText("13", "1", request, $"{position}", "ARCA", $"{operation}", isBid ? "1" : "0", price, size, "1");
}
