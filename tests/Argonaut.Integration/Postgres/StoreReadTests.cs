using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class StoreReadTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresMarketStore _store = new(database.DataSource, TimeProvider.System, NullLogger.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Pages_give_each_row_once_in_order_while_rows_arrive(bool isDescending)
    {
        var (instrument, stream) = await NewAsync($"PAGE{isDescending}.X");
        var ticks = Make.Trades(instrument, stream, 3_000);
        for (var i = 0; i < ticks.Length; i++) ticks[i] = ticks[i] with { TsEvent = new(Make.Noon.Value + i / 100 * UnixNanos.PerSecond) };   // a hundred share each time
        await _store.CommitAsync(new StoreBatch { Trades = ticks }, Ct);

        var found = new List<MarketEvent>();
        TickCursor? after = null;
        var arriving = 3_001L;
        while (true)
        {
            var page = await _store.ReadTicksAsync(new TickQuery(MarketEventKind.Trade, instrument, Make.Noon, UnixNanos.MaxValue, 77, isDescending, after), Ct);
            if (page.IsEmpty) break;
            found.AddRange(page);
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);

            // At the end that was already passed, so that the reader does not meet it.
            var at = isDescending ? Make.Noon + UnixNanos.PerHour : Make.Noon - UnixNanos.PerHour;
            await _store.CommitAsync(new StoreBatch { Trades = new[] { Make.Trade(instrument, stream.Stream, arriving++, at, at) } }, Ct);
        }

        if (isDescending) found.Reverse();
        Assert.Equal(ticks, found);
    }

    [Fact]
    public async Task The_latest_tick_is_found_today_and_among_old_days()
    {
        var (instrument, stream) = await NewAsync("LATEST.X");
        Assert.Null(await _store.LatestTickAsync(MarketEventKind.Trade, instrument, Ct));
        var old = Make.Trade(instrument, stream.Stream, 1, new UnixNanos(UnixNanos.PerDay * 400), new UnixNanos(UnixNanos.PerDay * 400));
        await _store.CommitAsync(new StoreBatch { Trades = new[] { old } }, Ct);
        Assert.Equal(old, await _store.LatestTickAsync(MarketEventKind.Trade, instrument, Ct));

        var now = HybridClock.Now(TimeProvider.System);
        var recent = Make.Trade(instrument, stream.Stream, 2, now, now);
        await _store.CommitAsync(new StoreBatch { Trades = new[] { recent } }, Ct);
        Assert.Equal(recent, await _store.LatestTickAsync(MarketEventKind.Trade, instrument, Ct));
    }

    [Fact]
    public async Task A_stream_is_ordered_by_arrival_then_stream_then_sequence_across_days_and_distant_times()
    {
        var (instrument, first) = await NewAsync("STREAM.X");
        var second = await _store.OpenStreamAsync("STREAM-TOO", MarketEventKind.Trade, Ct);
        var random = new Random(7);
        var from = UnixNanos.FromDate(new DateOnly(2026, 3, 1));
        MarketEvent[] Ticks(StreamPosition stream, int count) =>
        [
            .. Enumerable.Range(1, count).Select(i =>
            {
                var tsInit = from + random.NextInt64(3 * UnixNanos.PerDay) / UnixNanos.PerHour * UnixNanos.PerHour;   // many ties
                var away = i % 50 == 0 ? random.NextInt64(-40, 40) * UnixNanos.PerDay : random.NextInt64(-UnixNanos.PerSecond, UnixNanos.PerSecond);
                return Make.Trade(instrument, stream.Stream, i, tsInit + away, tsInit);
            }),
        ];
        var all = new List<MarketEvent>();
        foreach (var stream in new[] { first, second })
        {
            var ticks = Ticks(stream, 10_000);
            all.AddRange(ticks);
            await _store.CommitAsync(new StoreBatch { Trades = ticks }, Ct);
        }

        var to = from + 2 * UnixNanos.PerDay;
        var found = await StreamAsync(instrument, from + UnixNanos.PerDay, to);

        Assert.Equal(
            all.Where(tick => tick.TsInit >= from + UnixNanos.PerDay && tick.TsInit < to).OrderBy(tick => tick.TsInit).ThenBy(tick => tick.Stream).ThenBy(tick => tick.Sequence),
            found);
        Assert.True(found.Count > 5_000);
    }

    [Fact]
    public async Task A_stream_is_one_snapshot_and_may_be_left_early()
    {
        var (instrument, stream) = await NewAsync("SNAPSHOT.X");
        await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(instrument, stream, 50_000) }, Ct);

        var count = 0;
        await foreach (var chunk in _store.StreamTicksAsync(MarketEventKind.Trade, instrument, UnixNanos.Zero, UnixNanos.MaxValue, Ct))
        {
            if (count == 0) await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(instrument, stream, 10, 50_001) }, Ct);
            count += chunk.Length;
        }

        Assert.Equal(50_000, count);
        await foreach (var chunk in _store.StreamTicksAsync(MarketEventKind.Trade, instrument, UnixNanos.Zero, UnixNanos.MaxValue, Ct))
        {
            Assert.Equal(1, chunk.Span[0].Sequence);
            break;
        }

        Assert.Equal(50_010, (await StreamAsync(instrument, UnixNanos.Zero, UnixNanos.MaxValue)).Count);
    }

    [Fact]
    public async Task Quotes_stream_with_all_their_values()
    {
        var (instrument, _) = await NewAsync("QUOTES.X");
        var stream = await _store.OpenStreamAsync("QUOTES", MarketEventKind.Quote, Ct);
        MarketEvent[] quotes = [.. Enumerable.Range(1, 20_000).Select(i => Make.Quote(instrument, stream.Stream, i) with { C = i, D = -i })];
        await _store.CommitAsync(new StoreBatch { Quotes = quotes }, Ct);

        var found = new List<MarketEvent>();
        await foreach (var chunk in _store.StreamTicksAsync(MarketEventKind.Quote, instrument, Make.Noon, UnixNanos.MaxValue, Ct)) found.AddRange(chunk.Span);

        Assert.Equal(quotes, found);
    }

    [Fact]
    public async Task Bars_of_all_timeframes_come_back_as_they_were()
    {
        var (instrument, _) = await NewAsync("BARS.X");
        var bars = Timeframe.All.Select(timeframe => Make.Bar(instrument, timeframe, timeframe.OpenOf(Make.Noon))).ToArray();
        bars[3] = bars[3] with { TradeCount = null, Notional = null, Source = BarSource.BrokerHistory };
        bars[5] = bars[5] with { Notional = Int128.Parse("-85070591730234615847396907784232501249"), IsClosed = false };

        await _store.CommitAsync(new StoreBatch { Bars = bars }, Ct);

        foreach (var bar in bars)
            Assert.Equal([bar], await _store.ReadBarsAsync(new BarQuery(instrument, bar.Timeframe, bar.TsOpen, bar.TsOpen + 1, 10), Ct));
    }

    [Fact]
    public async Task A_revised_bar_replaces_the_stored_one_and_the_last_of_a_batch_counts()
    {
        var (instrument, _) = await NewAsync("REVISED.X");
        var bar = Make.Bar(instrument, Timeframe.Minute1, Timeframe.Minute1.OpenOf(Make.Noon));
        await _store.CommitAsync(new StoreBatch { Bars = [bar] }, Ct);

        await _store.CommitAsync(new StoreBatch { Bars = [bar with { Revision = 1 }, bar with { Revision = 2, High = 150 }] }, Ct);

        Assert.Equal([bar with { Revision = 2, High = 150 }], await _store.ReadBarsAsync(new BarQuery(instrument, Timeframe.Minute1, UnixNanos.Zero, UnixNanos.MaxValue, 10), Ct));
    }

    [Fact]
    public async Task A_range_of_bars_is_by_their_open_and_a_descending_page_holds_the_last()
    {
        var (instrument, _) = await NewAsync("RANGE.X");
        foreach (var timeframe in new[] { Timeframe.Second1, Timeframe.Hour1, Timeframe.Week1, Timeframe.Month1 })
        {
            var bars = new List<Bar>();
            for (var open = timeframe.OpenOf(Make.Noon); bars.Count < 12; open = timeframe.CloseOf(open)) bars.Add(Make.Bar(instrument, timeframe, open));
            await _store.CommitAsync(new StoreBatch { Bars = bars }, Ct);

            Assert.Equal(bars[3..7], await _store.ReadBarsAsync(new BarQuery(instrument, timeframe, bars[3].TsOpen, bars[7].TsOpen, 100), Ct));
            Assert.Equal(bars[4..7], await _store.ReadBarsAsync(new BarQuery(instrument, timeframe, bars[3].TsOpen + 1, bars[6].TsOpen + 1, 100), Ct));
            Assert.Equal(
                [bars[11], bars[10]],
                await _store.ReadBarsAsync(new BarQuery(instrument, timeframe, UnixNanos.Zero, UnixNanos.MaxValue, 2, Descending: true), Ct));
        }
    }

    [Fact]
    public async Task F_208_A_read_on_a_session_that_the_server_ended_is_repeated_on_a_new_one()
    {
        await using var pool = PostgresDataSource.Create(database.ConnectionString + ";Application Name=ended");
        await using var store = new PostgresMarketStore(pool, TimeProvider.System, NullLogger.Instance);
        var before = await store.LoadInstrumentsAsync(Ct);
        await database.ExecuteAsync("select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'ended'", Ct);

        Assert.Equal(before.Length, (await store.LoadInstrumentsAsync(Ct)).Length);
    }

    [Fact]
    public async Task Gaps_are_kept_and_found_by_time()
    {
        var (instrument, stream) = await NewAsync("GAPS.X");
        var gap = new Gap(0, stream.Stream, instrument, MarketEventKind.Trade, Make.Noon, Make.Noon + 100, 5, 9, "disconnected", "IB", GapState.Open, null);
        await _store.CommitAsync(new StoreBatch { Gaps = [gap, gap with { From = Make.Noon + 100, To = Make.Noon + 200, FromSequence = null, ToSequence = null }] }, Ct);

        var found = Assert.Single(await _store.ReadGapsAsync(instrument, Make.Noon, Make.Noon + 100, 10, Ct));
        Assert.NotNull(found.NotedAt);
        Assert.Equal(gap with { Id = found.Id, NotedAt = found.NotedAt }, found);
        Assert.Equal(2, (await _store.ReadGapsAsync(instrument, UnixNanos.Zero, UnixNanos.MaxValue, 10, Ct)).Length);
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(0)]
    public async Task Coverage_knows_first_last_and_how_many(long countedRows)
    {
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance, TimeSpan.FromSeconds(5), countedRows);
        var (instrument, stream) = await NewAsync($"COVER{countedRows}.X");
        var bar = Make.Bar(instrument, Timeframe.Hour1, Timeframe.Hour1.OpenOf(Make.Noon));
        var trades = Make.Trades(instrument, stream, 2_000);
        await store.CommitAsync(new StoreBatch { Trades = trades, Bars = [bar] }, Ct);
        await database.ExecuteAsync("analyze", Ct);

        var rows = (await store.CoverageAsync(Ct)).Where(row => row.Instrument == instrument).ToArray();

        Assert.Equal(2, rows.Length);
        Assert.Equal((MarketEventKind.Trade, trades[0].TsEvent, trades[^1].TsEvent), (rows[0].Kind, rows[0].First, rows[0].Last));
        Assert.Equal((MarketEventKind.Bar, (Timeframe?)Timeframe.Hour1, bar.TsOpen), (rows[1].Kind, rows[1].Timeframe, rows[1].First));
        Assert.InRange(rows[0].Rows, 1_900, 2_100);
        Assert.Equal(countedRows == 0, rows[0].IsEstimate);
    }

    [Fact]
    public async Task Coverage_of_a_day_counts_exactly_what_arrived_on_it()
    {
        var (instrument, stream) = await NewAsync("DAY.X");
        var day = UnixNanos.FromDate(new DateOnly(2025, 7, 1));
        MarketEvent[] ticks =
        [
            Make.Trade(instrument, stream.Stream, 1, day - 1, day - 1),
            Make.Trade(instrument, stream.Stream, 2, day - 1, day),
            Make.Trade(instrument, stream.Stream, 3, day - 30 * UnixNanos.PerDay, day + 5),
            Make.Trade(instrument, stream.Stream, 4, day + UnixNanos.PerDay, day + UnixNanos.PerDay),
        ];
        var bar = Make.Bar(instrument, Timeframe.Minute1, day);
        await _store.CommitAsync(new StoreBatch { Trades = ticks, Bars = [bar, bar with { TsOpen = day + UnixNanos.PerDay }] }, Ct);

        var rows = (await _store.CoverageAsync(day, day + UnixNanos.PerDay, Ct)).Where(row => row.Instrument == instrument);

        Assert.Equal(
            [
                new CoverageRow(instrument, MarketEventKind.Trade, null, day - 30 * UnixNanos.PerDay, day - 1, 2, false),
                new CoverageRow(instrument, MarketEventKind.Bar, Timeframe.Minute1, day, day, 1, false),
            ],
            rows);
    }

    private async Task<(InstrumentKey Instrument, StreamPosition Stream)> NewAsync(string id)
    {
        var instrument = await _store.SaveInstrumentAsync(Make.Equity(id), Ct);
        return (instrument.Key, await _store.OpenStreamAsync(id, MarketEventKind.Trade, Ct));
    }

    private async Task<List<MarketEvent>> StreamAsync(InstrumentKey instrument, UnixNanos from, UnixNanos to)
    {
        var found = new List<MarketEvent>();
        await foreach (var chunk in _store.StreamTicksAsync(MarketEventKind.Trade, instrument, from, to, Ct)) found.AddRange(chunk.Span);
        return found;
    }
}
