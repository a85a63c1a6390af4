using System.Diagnostics;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class StoreCommitTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresMarketStore _store = new(database.DataSource, TimeProvider.System, NullLogger.Instance);
    private InstrumentKey _instrument;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _instrument = (await _store.SaveInstrumentAsync(Make.Equity(), Ct)).Key;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task What_was_committed_is_read_back_bit_for_bit()
    {
        var trades = await _store.OpenStreamAsync("EXACT", MarketEventKind.Trade, Ct);
        var quotes = await _store.OpenStreamAsync("EXACT", MarketEventKind.Quote, Ct);
        MarketEvent[] sentTrades =
        [
            new(MarketEventKind.Trade, _instrument, 1, 9_223_372_036_812_345_678, 0, 0, TickFlags.Buyer | TickFlags.Late,
                new(1_703_462_400_123_456_789), new(1_703_462_400_123_456_790), trades.Stream, 1),
            new(MarketEventKind.Trade, _instrument, long.MinValue, long.MaxValue, 0, 0, (TickFlags)511,
                new(1_703_462_400_123_456_790), new(1_703_462_400_123_456_791), trades.Stream, 2),
        ];
        MarketEvent[] sentQuotes =
        [
            new(MarketEventKind.Quote, _instrument, -1, 2, 3, long.MaxValue, TickFlags.Crossed,
                new(1_703_462_400_123_456_789), new(1_703_462_400_123_456_795), quotes.Stream, 1),
        ];

        await _store.CommitAsync(new StoreBatch { Trades = sentTrades, Quotes = sentQuotes }, Ct);

        Assert.Equal(sentTrades, await ReadAsync(MarketEventKind.Trade, 1_703_462_400_123_456_789, 1_703_462_400_123_456_791));
        Assert.Equal(sentQuotes, await ReadAsync(MarketEventKind.Quote, 1_703_462_400_123_456_789, 1_703_462_400_123_456_790));
    }

    [Theory]
    [InlineData(1, 3_000)]
    [InlineData(100, 101)]
    [InlineData(3_000, 1)]
    public async Task Few_ticks_and_many_are_stored_alike(int trades, int quotes)
    {
        var (tradeStream, quoteStream) = (await _store.OpenStreamAsync($"FEW{trades}", MarketEventKind.Trade, Ct), await _store.OpenStreamAsync($"FEW{trades}", MarketEventKind.Quote, Ct));
        var day = UnixNanos.FromDate(new DateOnly(2024, 1, 1).AddDays(trades % 97));
        MarketEvent[] sentTrades = [.. Enumerable.Range(1, trades).Select(i => new MarketEvent(
            MarketEventKind.Trade, _instrument, i * 7_919L, long.MaxValue - i, 0, 0, (TickFlags)(i % 512), day + i, day + i + 1, tradeStream.Stream, i))];
        MarketEvent[] sentQuotes = [.. Enumerable.Range(1, quotes).Select(i => new MarketEvent(
            MarketEventKind.Quote, _instrument, -i, i, i * 3L, long.MinValue + i, (TickFlags)(i % 512), day + i, day + i + 2, quoteStream.Stream, i))];

        await _store.CommitAsync(new StoreBatch { Trades = sentTrades, Quotes = sentQuotes }, Ct);

        var stored = new List<MarketEvent>();
        foreach (var kind in (MarketEventKind[])[MarketEventKind.Trade, MarketEventKind.Quote])
            await foreach (var page in _store.StreamTicksAsync(kind, _instrument, day, day + UnixNanos.PerSecond, Ct)) stored.AddRange(page.ToArray());
        Assert.Equal([.. sentTrades, .. sentQuotes], stored);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(long.MaxValue)]
    public async Task A_day_far_away_gets_its_partition_on_demand(long tsEvent)
    {
        var stream = await _store.OpenStreamAsync($"FAR{tsEvent}", MarketEventKind.Trade, Ct);
        var trade = Make.Trade(_instrument, stream.Stream, 1, new UnixNanos(tsEvent), new UnixNanos(tsEvent));

        if (tsEvent == long.MaxValue) trade = trade with { TsEvent = new UnixNanos(tsEvent - 1), TsInit = new UnixNanos(tsEvent - 1) };
        await _store.CommitAsync(new StoreBatch { Trades = new[] { trade } }, Ct);

        Assert.Equal([trade], await ReadAsync(MarketEventKind.Trade, trade.TsEvent.Value, trade.TsEvent.Value + 1));
    }

    [Fact]
    public async Task The_watermark_moves_with_the_rows_of_each_stream()
    {
        var trades = await _store.OpenStreamAsync("MARK", MarketEventKind.Trade, Ct);
        var quotes = await _store.OpenStreamAsync("MARK", MarketEventKind.Quote, Ct);
        Assert.Equal((0L, 0L), (trades.LastSequence, trades.LastTsInit.Value));
        Assert.NotEqual(trades.Stream, quotes.Stream);

        await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, trades, 5_000), Quotes = new[] { Make.Quote(_instrument, quotes.Stream, 1) } }, Ct);
        await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, trades, 10, first: 5_001) }, Ct);

        var after = await _store.OpenStreamAsync("MARK", MarketEventKind.Trade, Ct);
        Assert.Equal(trades.Stream, after.Stream);
        Assert.Equal(5_010, after.LastSequence);
        Assert.Equal(Make.Trade(_instrument, trades.Stream, 5_010).TsInit, after.LastTsInit);
        Assert.Equal(1, (await _store.OpenStreamAsync("MARK", MarketEventKind.Quote, Ct)).LastSequence);
        Assert.Equal(5_010L, await RowsOfAsync(trades));
    }

    [Fact]
    public async Task The_same_rows_sent_twice_are_refused_the_second_time_and_stored_once()
    {
        var stream = await _store.OpenStreamAsync("TWICE", MarketEventKind.Trade, Ct);
        var batch = new StoreBatch { Trades = Make.Trades(_instrument, stream, 100) };
        await _store.CommitAsync(batch, Ct);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.CommitAsync(batch, Ct));

        Assert.Contains("position must be read again", error.Message, StringComparison.Ordinal);
        Assert.Equal(100L, await RowsOfAsync(stream));
        await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 100, first: 101) }, Ct);
        Assert.Equal(200L, await RowsOfAsync(stream));
    }

    [Fact]
    public async Task A_batch_whose_bars_cannot_be_stored_stores_no_ticks_either()
    {
        var stream = await _store.OpenStreamAsync("ALL", MarketEventKind.Trade, Ct);
        await database.ExecuteAsync("alter table bars_1m add constraint no_zero check (open <> 0)", Ct);
        var bad = Make.Bar(_instrument, Timeframe.Minute1, Make.Noon) with { Open = 0 };

        await Assert.ThrowsAnyAsync<Exception>(() => _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 10), Bars = [bad] }, Ct));

        Assert.Equal(0L, await RowsOfAsync(stream));
        Assert.Equal(0, (await _store.OpenStreamAsync("ALL", MarketEventKind.Trade, Ct)).LastSequence);
    }

    [Fact]
    public async Task A_batch_that_is_not_one_stream_in_sequence_is_refused_before_anything_is_sent()
    {
        var stream = await _store.OpenStreamAsync("ORDER", MarketEventKind.Trade, Ct);
        MarketEvent[] backwards = [Make.Trade(_instrument, stream.Stream, 2), Make.Trade(_instrument, stream.Stream, 1)];
        MarketEvent[] mixed = [Make.Trade(_instrument, stream.Stream, 1), Make.Trade(_instrument, stream.Stream + 1, 2)];

        await Assert.ThrowsAsync<ArgumentException>(() => _store.CommitAsync(new StoreBatch { Trades = backwards }, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.CommitAsync(new StoreBatch { Trades = mixed }, Ct));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.CommitAsync(new StoreBatch { Quotes = mixed }, Ct));
    }

    [Fact]
    public async Task F_208_Sessions_ended_at_random_moments_lose_nothing_and_store_nothing_twice()
    {
        var stream = await _store.OpenStreamAsync("KILL", MarketEventKind.Trade, Ct);
        const int Rows = 120_000;
        const int Batch = 500;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var killer = SessionKiller.RunAsync(database.ConnectionString, seed: 20_261_121, stop.Token, Ct);

        var refusals = 0;
        var next = 1L;
        while (next <= Rows)
            try
            {
                await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, Batch, next) }, Ct);
                next += Batch;
            }
            catch (StoreUnavailableException)
            {
                refusals++;
                next = (await SessionKiller.RetryAsync(() => _store.OpenStreamAsync("KILL", MarketEventKind.Trade, Ct))).LastSequence + 1;
            }

        await stop.CancelAsync();
        await killer;
        database.DataSource.Clear();                      // the last shot may have hit sessions that wait in the pool
        Assert.True(refusals > 0, "no session was ended while storing");
        Assert.Equal(Rows, (long)await database.ScalarAsync<long>($"select count(*) from trade_ticks where stream = {stream.Stream}", Ct));
        Assert.Equal(Rows, (long)await database.ScalarAsync<long>($"select count(distinct seq) from trade_ticks where stream = {stream.Stream}", Ct));
        Assert.Equal(Rows, (await _store.OpenStreamAsync("KILL", MarketEventKind.Trade, Ct)).LastSequence);
    }

    [Fact]
    public async Task F_207_A_store_that_does_not_answer_is_given_up_after_the_limit()
    {
        await using var impatient = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance, TimeSpan.FromMilliseconds(300), 1);
        var stream = await impatient.OpenStreamAsync("HANG", MarketEventKind.Trade, Ct);
        await impatient.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 1) }, Ct);
        await using var other = await database.DataSource.OpenConnectionAsync(Ct);
        await using (var transaction = await other.BeginTransactionAsync(Ct))
        {
            await using var hold = new NpgsqlCommand($"select from ingest_watermark where stream = {stream.Stream} for update", other);
            await hold.ExecuteNonQueryAsync(Ct);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => impatient.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 10, 2) }, Ct));
        }

        Assert.Equal(1, (await impatient.OpenStreamAsync("HANG", MarketEventKind.Trade, Ct)).LastSequence);
        await impatient.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 10, 2) }, Ct);
        Assert.Equal(11L, await RowsOfAsync(stream));
    }

    [Fact]
    public async Task F_207_A_server_process_that_stands_still_is_left_behind_and_does_no_harm_when_it_wakes()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Assert.Skip("stops a process of the server's user");
        await using var impatient = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance, TimeSpan.FromMilliseconds(300), 1);
        var stream = await impatient.OpenStreamAsync("STILL", MarketEventKind.Trade, Ct);
        await impatient.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 10) }, Ct);
        var backend = await database.ScalarAsync<int>(
            "select pid from pg_stat_activity where datname = current_database() and query = 'commit' order by state_change desc limit 1", Ct);

        await SignalAsync("-STOP", backend);
        try
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => impatient.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 10, 11) }, Ct));
            Assert.Equal(10, (await impatient.OpenStreamAsync("STILL", MarketEventKind.Trade, Ct)).LastSequence);
            await impatient.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 10, 11) }, Ct);
        }
        finally
        {
            await SignalAsync("-CONT", backend);
        }

        await impatient.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 10, 21) }, Ct);
        Assert.Equal(30L, await RowsOfAsync(stream));
    }

    [Fact]
    public async Task F_212_A_locked_table_is_an_answer_and_not_a_hang()
    {
        var stream = await _store.OpenStreamAsync("LOCK", MarketEventKind.Trade, Ct);
        await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 1) }, Ct);
        await using var other = await database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await other.BeginTransactionAsync(Ct);
        await using var take = new NpgsqlCommand("lock table trade_ticks in access exclusive mode", other);
        await take.ExecuteNonQueryAsync(Ct);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 1, 2) }, Ct));

        Assert.Equal(StoreFault.Locked, error.Diagnosis.Fault);
        Assert.Contains("locked by another session: process", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_closed_during_a_commit_waits_for_its_end()
    {
        await using var other = await database.DataSource.OpenConnectionAsync(Ct);
        var closed = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        var stream = await closed.OpenStreamAsync("CLOSED", MarketEventKind.Trade, Ct);
        await closed.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 1) }, Ct);
        await using var transaction = await other.BeginTransactionAsync(Ct);
        await using var take = new NpgsqlCommand("lock table trade_ticks in access exclusive mode", other);
        await take.ExecuteNonQueryAsync(Ct);
        var commit = closed.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 1, 2) }, Ct);
        const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
        while (await database.ScalarAsync<long>(Waiting, Ct) == 0) Assert.False(commit.IsCompleted);

        await closed.DisposeAsync();

        Assert.Equal(0L, await database.ScalarAsync<long>(Waiting, Ct));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => commit);
    }

    [Fact]
    public async Task A_partition_that_retention_dropped_is_made_again_for_an_old_tick()
    {
        var stream = await _store.OpenStreamAsync("DROPPED", MarketEventKind.Trade, Ct);
        var day = UnixNanos.FromDate(new DateOnly(2020, 2, 29));
        await _store.CommitAsync(new StoreBatch { Trades = new[] { Make.Trade(_instrument, stream.Stream, 1, day, day) } }, Ct);
        await database.ExecuteAsync("drop table trade_ticks_20200229", Ct);

        await _store.CommitAsync(new StoreBatch { Trades = new[] { Make.Trade(_instrument, stream.Stream, 2, day, day) } }, Ct);

        Assert.Equal([2L], (await ReadAsync(MarketEventKind.Trade, day.Value, day.Value + 1)).Select(tick => tick.Sequence));
    }

    [Fact]
    public async Task Partitions_are_ready_for_today_and_three_days_ahead_before_the_first_tick()
    {
        var names = new[] { "trade_ticks", "quote_ticks" }
            .SelectMany(table => Enumerable.Range(0, 4).Select(day => $"{table}_{TimeProvider.System.GetUtcNow().UtcDateTime.AddDays(day):yyyyMMdd}")).ToList();
        foreach (var name in names) await database.ExecuteAsync($"drop table if exists {name}", Ct);
        await using var fresh = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);

        await fresh.OpenStreamAsync("AHEAD", MarketEventKind.Trade, Ct);

        foreach (var name in names) Assert.True(await database.ScalarAsync<bool>($"select to_regclass('{name}') is not null", Ct), name);
    }

    private static async Task SignalAsync(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, $"{pid}"]);
        await kill.WaitForExitAsync(Ct);
    }

    private async Task<IEnumerable<MarketEvent>> ReadAsync(MarketEventKind kind, long from, long to) =>
        await _store.ReadTicksAsync(new TickQuery(kind, _instrument, new(from), new(to), 1_000), Ct);

    private Task<long> RowsOfAsync(StreamPosition stream) =>
        database.ScalarAsync<long>($"select count(*) from trade_ticks where stream = {stream.Stream}", Ct);
}
