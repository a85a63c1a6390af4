using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>Ticks that are sent while the batch before them commits: stored in their turn, or not at all (faults.md 1.1).</summary>
public sealed class SentAheadTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresMarketStore _store = new(database.DataSource, TimeProvider.System, NullLogger.Instance);
    private InstrumentKey _instrument;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _instrument = (await _store.SaveInstrumentAsync(Make.Equity(), Ct)).Key;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task What_is_sent_ahead_is_stored_by_its_commit_and_not_before()
    {
        var stream = await _store.OpenStreamAsync("AHEAD", MarketEventKind.Trade, Ct);
        var (first, second) = (Batch(stream, 1, 5_000), Batch(stream, 5_001, 5_000));

        var commit = _store.CommitAsync(first, Ct);
        await _store.PrepareAsync(second);
        await commit;
        Assert.Equal((5_000L, 5_000L), await StoredAsync(stream));

        await _store.CommitAsync(second, Ct);
        Assert.Equal((10_000L, 10_000L), await StoredAsync(stream));
    }

    [Fact]
    public async Task Batches_in_two_sessions_by_turns_are_stored_in_order_with_quotes_and_bars()
    {
        var trades = await _store.OpenStreamAsync("TURNS", MarketEventKind.Trade, Ct);
        var quotes = await _store.OpenStreamAsync("TURNS", MarketEventKind.Quote, Ct);
        StoreBatch[] batches =
        [
            .. Enumerable.Range(0, 40).Select(i => new StoreBatch
            {
                Trades = Make.Trades(_instrument, trades, 700, 1 + 700 * i),
                Quotes = new[] { Make.Quote(_instrument, quotes.Stream, i + 1) },
                Bars = [Make.Bar(_instrument, Domain.Bars.Timeframe.Second1, Make.Noon + i * UnixNanos.PerSecond)],
            }),
        ];

        for (var i = 0; i < batches.Length; i++)
        {
            var commit = _store.CommitAsync(batches[i], Ct);
            if (i + 1 < batches.Length) _ = _store.PrepareAsync(batches[i + 1]);
            await commit;
        }

        Assert.Equal((28_000L, 28_000L), await StoredAsync(trades));
        Assert.Equal(40, (await _store.OpenStreamAsync("TURNS", MarketEventKind.Quote, Ct)).LastSequence);
        Assert.Equal(40, await database.ScalarAsync<long>($"select count(*) from bars_1s where instrument = {_instrument.Value}", Ct));
    }

    [Fact]
    public async Task What_was_sent_behind_a_commit_that_fails_is_not_stored_and_can_be_sent_again()
    {
        var stream = await _store.OpenStreamAsync("BEHIND", MarketEventKind.Trade, Ct);
        await _store.CommitAsync(Batch(stream, 1, 100), Ct);
        var next = Batch(stream, 101, 100);

        var again = _store.CommitAsync(Batch(stream, 1, 100), Ct);
        await _store.PrepareAsync(next);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => again);

        Assert.Equal((100L, 100L), await StoredAsync(stream));
        await _store.CommitAsync(next, Ct);
        Assert.Equal((200L, 200L), await StoredAsync(stream));
    }

    [Fact]
    public async Task What_was_sent_ahead_is_taken_back_when_another_batch_comes_also_one_in_the_same_memory()
    {
        var stream = await _store.OpenStreamAsync("OTHER", MarketEventKind.Trade, Ct);
        var memory = Make.Trades(_instrument, stream, 100, 101);
        await _store.PrepareAsync(new StoreBatch { Trades = memory });

        await _store.CommitAsync(Batch(stream, 1, 50), Ct);
        Make.Trades(_instrument, stream, 100, 51).CopyTo(memory, 0);
        await _store.CommitAsync(new StoreBatch { Trades = memory }, Ct);

        Assert.Equal((150L, 150L), await StoredAsync(stream));
    }

    [Fact]
    public async Task What_is_wrong_with_a_batch_that_was_sent_ahead_shows_when_it_is_committed()
    {
        var stream = await _store.OpenStreamAsync("WRONG", MarketEventKind.Trade, Ct);
        var unknown = new StoreBatch { Trades = Make.Trades(_instrument, stream with { Stream = 32_000 }, 10) };

        await _store.PrepareAsync(unknown);
        await Assert.ThrowsAsync<PostgresException>(() => _store.CommitAsync(unknown, Ct));

        await _store.CommitAsync(Batch(stream, 1, 10), Ct);
        Assert.Equal((10L, 10L), await StoredAsync(stream));
    }

    [Fact]
    public async Task A_day_that_is_dropped_under_a_batch_sent_ahead_is_made_again()
    {
        var stream = await _store.OpenStreamAsync("GONE", MarketEventKind.Trade, Ct);
        var day = UnixNanos.FromDate(new DateOnly(2020, 3, 1));
        await _store.CommitAsync(new StoreBatch { Trades = new[] { Make.Trade(_instrument, stream.Stream, 1, day, day) } }, Ct);
        await database.ExecuteAsync("drop table trade_ticks_20200301", Ct);
        var late = new StoreBatch { Trades = new[] { Make.Trade(_instrument, stream.Stream, 2, day, day) } };

        await _store.PrepareAsync(late);
        await _store.CommitAsync(late, Ct);

        Assert.Equal((1L, 2L), await StoredAsync(stream));
    }

    [Theory]
    [InlineData("update ingest_watermark set last_seq = 50")]
    [InlineData("delete from ingest_watermark")]
    public async Task A_server_that_lacks_what_the_one_before_it_had_confirmed_is_not_written_to(string older)
    {
        var stream = await _store.OpenStreamAsync($"OLDER{older.Length}", MarketEventKind.Trade, Ct);
        await _store.CommitAsync(Batch(stream, 1, 100), Ct);
        await database.ExecuteAsync($"{older} where stream = {stream.Stream}", Ct);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.CommitAsync(Batch(stream, 101, 100), Ct));

        Assert.Equal(StoreFault.Overtaken, error.Diagnosis.Fault);
        Assert.Equal(100L, await database.ScalarAsync<long>($"select count(*) from trade_ticks where stream = {stream.Stream}", Ct));
    }

    [Fact]
    public async Task F_208_Sessions_ended_at_random_moments_lose_nothing_of_what_is_sent_ahead_and_store_nothing_twice()
    {
        var stream = await _store.OpenStreamAsync("AHEADKILL", MarketEventKind.Trade, Ct);
        const int Rows = 120_000;
        const int Size = 500;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var killer = SessionKiller.RunAsync(database.ConnectionString, seed: 20_261_129, stop.Token, Ct);

        var refusals = 0;
        var acknowledged = 0L;
        StoreBatch? ahead = null;
        while (acknowledged < Rows)
            try
            {
                var batch = ahead ?? Batch(stream, acknowledged + 1, Size);
                var commit = _store.CommitAsync(batch, Ct);
                ahead = Batch(stream, batch.Trades.Span[^1].Sequence + 1, Size);
                _ = _store.PrepareAsync(ahead);
                await commit;
                acknowledged = batch.Trades.Span[^1].Sequence;
            }
            catch (StoreUnavailableException)
            {
                refusals++;
                ahead = null;
                var stored = (await SessionKiller.RetryAsync(() => _store.OpenStreamAsync("AHEADKILL", MarketEventKind.Trade, Ct))).LastSequence;
                Assert.True(stored == acknowledged || stored == acknowledged + Size, $"{acknowledged} were acknowledged, {stored} are stored.");
                acknowledged = stored;
            }

        await stop.CancelAsync();
        await killer;
        database.DataSource.Clear();                      // the last shot may have hit sessions that wait in the pool
        Assert.True(refusals > 0, "no session was ended while storing");
        Assert.Equal((acknowledged, acknowledged), await StoredAsync(stream));
        Assert.Equal(acknowledged, await database.ScalarAsync<long>($"select count(distinct seq) from trade_ticks where stream = {stream.Stream}", Ct));
    }

    [Fact]
    public async Task A_store_that_is_closed_stores_the_running_commit_and_takes_back_what_was_sent_behind_it()
    {
        await using var other = await database.DataSource.OpenConnectionAsync(Ct);
        var closed = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        var stream = await closed.OpenStreamAsync("CLOSEDAHEAD", MarketEventKind.Trade, Ct);
        await using var transaction = await other.BeginTransactionAsync(Ct);
        await using var hold = new NpgsqlCommand("lock table ingest_watermark in share mode", other);
        await hold.ExecuteNonQueryAsync(Ct);
        var commit = closed.CommitAsync(Batch(stream, 1, 100), Ct);
        await closed.PrepareAsync(Batch(stream, 101, 100));   // comes to its end: it moves no watermark

        var closing = closed.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        await transaction.RollbackAsync(Ct);
        await closing;

        await commit;
        Assert.Equal((100L, 100L), await StoredAsync(stream));
        Assert.Equal(0L, await database.ScalarAsync<long>(
            "select count(*) from pg_locks l join pg_database d on d.oid = l.database where d.datname = current_database() and l.relation = 'trade_ticks'::regclass", Ct));
    }

    private StoreBatch Batch(StreamPosition stream, long first, int count) => new() { Trades = Make.Trades(_instrument, stream, count, first) };

    private async Task<(long Rows, long Watermark)> StoredAsync(StreamPosition stream) => (
        await database.ScalarAsync<long>($"select count(*) from trade_ticks where stream = {stream.Stream}", Ct),
        await database.ScalarAsync<long>($"select last_seq from ingest_watermark where stream = {stream.Stream}", Ct));
}
