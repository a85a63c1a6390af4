using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Trading.Lines;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class LineLedgerTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresMarketStore _store = new(database.DataSource, TimeProvider.System, NullLogger.Instance);
    private readonly PostgresLineLedger _ledger = new(database.DataSource, TimeProvider.System, NullLogger.Instance);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _ledger.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Fact]
    public async Task The_oldest_open_gap_whose_time_has_come_is_due()
    {
        var key = (await _store.SaveInstrumentAsync(Make.Equity("DUE.X"), Ct)).Key;
        var later = await _ledger.AddAsync(NewGap(key, "DUE", 100), Ct);
        var first = await _ledger.AddAsync(NewGap(key, "DUE", 50), Ct);
        await _ledger.UpdateAsync(later with { RetryAt = Make.Noon + 1_000, Attempts = 2, Explanation = "no answer" }, Ct);
        await _ledger.AddAsync(NewGap(key, "DUE", 10) with { State = GapState.Explained }, Ct);

        Assert.Equal(first, Assert.Single(await _ledger.DueAsync("DUE", Make.Noon + 999, 10, Ct)));
        Assert.Equal([first.Id, later.Id], (await _ledger.DueAsync("DUE", Make.Noon + 1_000, 10, Ct)).Select(g => g.Id));
        Assert.Equal(UnixNanos.Zero, await _ledger.NextDueAsync("DUE", Ct));
        Assert.Null(await _ledger.NextDueAsync("ELSEWHERE", Ct));
        Assert.Equal((2, "no answer"), ((await _ledger.FindAsync(later.Id, Ct))!.Attempts, (await _ledger.FindAsync(later.Id, Ct))!.Explanation));
        Assert.Equal(Make.Noon + 110, await _ledger.LastEndAsync(key, MarketEventKind.Trade, Ct));
        Assert.Null(await _ledger.LastEndAsync(key, MarketEventKind.Quote, Ct));
        Assert.False(await _ledger.UpdateAsync(first with { Id = 987_654 }, Ct));
        Assert.Null(await _ledger.FindAsync(987_654, Ct));
    }

    [Fact]
    public async Task Ticks_of_a_gap_and_its_progress_are_stored_together_or_not_at_all()
    {
        var key = (await _store.SaveInstrumentAsync(Make.Equity("FILL.X"), Ct)).Key;
        var stream = await _store.OpenStreamAsync(BackfillStream.SourceOf("FILL"), MarketEventKind.Trade, Ct);
        var gap = await _ledger.AddAsync(NewGap(key, "FILL", 0), Ct);
        MarketEvent[] ticks = [Trade(1), Trade(2), Trade(3)];

        await _ledger.FillAsync(gap with { State = GapState.Filling, FilledTo = Make.Noon + 5, Ticks = 3 }, ticks, Ct);

        Assert.Equal((GapState.Filling, Make.Noon + 5, 3L), await ProgressAsync());
        Assert.Equal(3, (await _store.OpenStreamAsync(BackfillStream.SourceOf("FILL"), MarketEventKind.Trade, Ct)).LastSequence);
        Assert.Equal(3, (await _store.ReadTicksAsync(new TickQuery(MarketEventKind.Trade, key, Make.Noon, Make.Noon + 100, 10), Ct)).Length);

        // The same ticks again break the watermark: nothing of the second try stays.
        await Assert.ThrowsAsync<StoreUnavailableException>(() => _ledger.FillAsync(gap with { State = GapState.Filled, Ticks = 6 }, ticks, Ct));
        Assert.Equal((GapState.Filling, Make.Noon + 5, 3L), await ProgressAsync());
        Assert.Equal(3, (await _store.ReadTicksAsync(new TickQuery(MarketEventKind.Trade, key, Make.Noon, Make.Noon + 100, 10), Ct)).Length);

        await _ledger.FillAsync(gap with { State = GapState.Filled, FilledTo = gap.To, Ticks = 3, Explanation = "done" }, ReadOnlyMemory<MarketEvent>.Empty, Ct);
        Assert.Equal((GapState.Filled, gap.To, 3L), await ProgressAsync());

        MarketEvent Trade(int n) => new(MarketEventKind.Trade, key, 100 + n, 1, 0, 0, TickFlags.None, Make.Noon + n, Make.Noon + n, stream.Stream, stream.LastSequence + n);

        async Task<(GapState, UnixNanos, long)> ProgressAsync() =>
            await _ledger.FindAsync(gap.Id, Ct) is { } found ? (found.State, found.FilledTo, found.Ticks) : default;
    }

    [Fact]
    public async Task Gaps_that_were_being_filled_are_open_again_after_a_restart()
    {
        var key = (await _store.SaveInstrumentAsync(Make.Equity("REOPEN.X"), Ct)).Key;
        var gap = await _ledger.AddAsync(NewGap(key, "REOPEN", 0), Ct);
        await _ledger.UpdateAsync(gap with { State = GapState.Filling, FilledTo = Make.Noon + 3, Ticks = 9, RetryAt = UnixNanos.MaxValue }, Ct);

        Assert.True(await _ledger.ReopenAsync(Ct) >= 1);

        var found = await _ledger.FindAsync(gap.Id, Ct);
        Assert.Equal((GapState.Open, Make.Noon + 3, 9L, UnixNanos.Zero), (found!.State, found.FilledTo, found.Ticks, found.RetryAt));
    }

    [Fact]
    public async Task Rates_replace_what_was_known_of_their_buckets()
    {
        var key = (await _store.SaveInstrumentAsync(Make.Equity("RATE.X"), Ct)).Key;
        await _ledger.SaveRatesAsync([Rate(5, 1), Rate(6, 1)], Ct);
        await _ledger.SaveRatesAsync([Rate(6, 2)], Ct);

        Assert.Equal([Rate(5, 1), Rate(6, 2)], (await _ledger.LoadRatesAsync(Ct)).Where(r => r.Instrument == key).OrderBy(r => r.Rate.Bucket));

        StoredRate Rate(int bucket, int weeks) => new(key, MarketEventKind.Quote, new LineRate(bucket, weeks, 1_000_000, 2_000_000));
    }

    private static Gap NewGap(InstrumentKey key, string source, int from) => new(
        0, 0, key, MarketEventKind.Trade, Make.Noon + from, Make.Noon + from + 10, null, null, "link_lost", source, GapState.Open, null);
}
