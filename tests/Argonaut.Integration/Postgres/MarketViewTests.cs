using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>What a person sees with psql.</summary>
public sealed class MarketViewTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresMarketStore _store = new(database.DataSource, TimeProvider.System, NullLogger.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("market_ticks", "venue character varying(50), instrument_id character varying(100), timestamp_ns bigint, price numeric(20,8), size numeric(20,8), side character varying(10), trade_id character varying(100), sequence_num bigint, ts_init bigint, flags smallint")]
    [InlineData("market_quotes", "venue character varying(50), instrument_id character varying(100), timestamp_ns bigint, bid_price numeric(20,8), ask_price numeric(20,8), bid_size numeric(20,8), ask_size numeric(20,8), spread numeric(20,8), sequence_num bigint, ts_init bigint, flags smallint")]
    [InlineData("market_bars", "venue character varying(50), instrument_id character varying(100), timeframe character varying(10), timestamp_ns bigint, open_price numeric(20,8), high_price numeric(20,8), low_price numeric(20,8), close_price numeric(20,8), volume numeric(20,8), is_final boolean, ts_open bigint, trade_count integer, revision integer")]
    public async Task S4_20_The_views_have_the_types_of_the_founding_document(string view, string expected) =>
        Assert.Equal(expected, await database.ScalarAsync<string>(
            $"select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) from pg_attribute where attrelid = '{view}'::regclass and attnum > 0", Ct));

    [Fact]
    public async Task S4_15_S4_22_Nanoseconds_and_eight_decimals_are_shown_exactly()
    {
        var instrument = await _store.SaveInstrumentAsync(Make.Equity("EXACT.NASDAQ"), Ct);
        var stream = await _store.OpenStreamAsync("VIEW", MarketEventKind.Trade, Ct);
        await _store.CommitAsync(
            new StoreBatch
            {
                Trades = new MarketEvent[]
                {
                    new(MarketEventKind.Trade, instrument.Key, 1, 9_223_372_036_812_345_678, 0, 0, TickFlags.Buyer, new(1_703_462_400_123_456_789), new(1_703_462_400_123_456_790), stream.Stream, 1),
                },
            }, Ct);

        Assert.Equal(
            "IB EXACT.NASDAQ 1703462400123456789 0.00000001 92233720368.12345678 BUY " + stream.Stream + "-1",
            await database.ScalarAsync<string>("select concat_ws(' ', venue, instrument_id, timestamp_ns, price, size, side, trade_id) from market_ticks where instrument_id = 'EXACT.NASDAQ'", Ct));
    }

    [Fact]
    public async Task S4_22_An_instrument_of_scale_four_shows_what_needs_twelve_digits()
    {
        var instrument = await _store.SaveInstrumentAsync(Make.Equity("WIDE.NASDAQ", priceScale: 4, sizeScale: 0), Ct);
        var stream = await _store.OpenStreamAsync("WIDE", MarketEventKind.Trade, Ct);
        await _store.CommitAsync(
            new StoreBatch
            {
                Trades = new MarketEvent[] { new(MarketEventKind.Trade, instrument.Key, 9_999_999_999_991_234, 7, 0, 0, TickFlags.None, Make.Noon, Make.Noon, stream.Stream, 1) },
            }, Ct);

        Assert.Equal(
            "999999999999.12340000 7.00000000 ",
            await database.ScalarAsync<string>("select price || ' ' || size || ' ' || coalesce(side, '') from market_ticks where instrument_id = 'WIDE.NASDAQ'", Ct));
    }

    [Fact]
    public async Task S4_23_The_example_row_can_be_inserted_and_is_returned_by_the_functions()
    {
        await _store.SaveInstrumentAsync(Make.Equity("AAPL.NASDAQ"), Ct);
        await database.ExecuteAsync(
            """
            insert into market_ticks (venue, instrument_id, timestamp_ns, price, size, side, trade_id)
            values ('IB', 'AAPL.NASDAQ', 1703462400000000000, 150.25, 100.0, 'BUY', 'T12345')
            """, Ct);

        foreach (var source in new[] { "market_ticks where instrument_id = 'AAPL.NASDAQ'", "market_latest('IB', 'AAPL.NASDAQ')", "market_range('IB', 'AAPL.NASDAQ', 0, 9223372036854775807)" })
            Assert.Equal(
                "1703462400000000000 150.25000000 100.00000000 BUY T12345",
                await database.ScalarAsync<string>($"select concat_ws(' ', timestamp_ns, price, size, side, trade_id) from {source}", Ct));
    }

    [Theory]
    [InlineData("('IB', 'NOBODY.X', 1, 1, 1, null)", "is not known")]
    [InlineData("('IB', 'INSERT.X', 1, 92233720369, 1, null)", "does not fit")]
    [InlineData("('IB', 'INSERT.X', -1, 1, 1, null)", "nanoseconds since 1970")]
    [InlineData("('IB', 'INSERT.X', 1, 1, 1, 'LONG')", "BUY, SELL or null")]
    public async Task S4_22_A_row_that_does_not_fit_is_refused_with_the_reason(string row, string expected)
    {
        await _store.SaveInstrumentAsync(Make.Equity("INSERT.X"), Ct);

        var error = await Assert.ThrowsAsync<PostgresException>(
            () => database.ExecuteAsync($"insert into market_ticks (venue, instrument_id, timestamp_ns, price, size, side) values {row}", Ct));

        Assert.Contains(expected, error.MessageText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_row_of_a_script_is_streamed_like_any_other()
    {
        var instrument = await _store.SaveInstrumentAsync(Make.Equity("SCRIPT.X"), Ct);
        await database.ExecuteAsync(
            "insert into market_ticks (venue, instrument_id, timestamp_ns, price, size, ts_init) values ('IB', 'SCRIPT.X', 1000, 1.5, 2, 1703462400000000000)", Ct);

        var found = new List<MarketEvent>();
        var at = new UnixNanos(1_703_462_400_000_000_000);
        await foreach (var chunk in _store.StreamTicksAsync(MarketEventKind.Trade, instrument.Key, at, at + 1, Ct)) found.AddRange(chunk.Span);

        Assert.Equal((150_000_000L, 200_000_000L, 1_000L), (Assert.Single(found).A, found[0].B, found[0].TsEvent.Value));
    }

    [Fact]
    public async Task Quotes_bars_and_latest_are_shown_in_decimals()
    {
        var instrument = await _store.SaveInstrumentAsync(Make.Equity("SHOWN.X"), Ct);
        var trades = await _store.OpenStreamAsync("SHOWN", MarketEventKind.Trade, Ct);
        var quotes = await _store.OpenStreamAsync("SHOWN", MarketEventKind.Quote, Ct);
        var minute = Timeframe.Minute1.OpenOf(Make.Noon);
        await _store.CommitAsync(
            new StoreBatch
            {
                Trades = Make.Trades(instrument.Key, trades, 3),
                Quotes = new[] { Make.Quote(instrument.Key, quotes.Stream, 1) },
                Bars = [Make.Bar(instrument.Key, Timeframe.Minute1, minute), Make.Bar(instrument.Key, Timeframe.Day1, Timeframe.Day1.OpenOf(minute))],
            }, Ct);

        Assert.Equal("150.24000000 150.26000000 0.02000000", await database.ScalarAsync<string>("select concat_ws(' ', bid_price, ask_price, spread) from latest_quotes where instrument_id = 'SHOWN.X'", Ct));
        Assert.Equal(3L, await database.ScalarAsync<long>("select sequence_num from latest_ticks where instrument_id = 'SHOWN.X'", Ct));
        Assert.Equal(
            $"1D {Timeframe.Day1.CloseOf(Timeframe.Day1.OpenOf(minute))} | 1m {minute + UnixNanos.PerMinute}",
            await database.ScalarAsync<string>("select string_agg(timeframe || ' ' || timestamp_ns, ' | ' order by timeframe) from market_bars where instrument_id = 'SHOWN.X'", Ct));
    }
}
