using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Trading.Quality;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class QualityStoreTests(PostgresFixture server) : IAsyncLifetime
{
    private const long Run = 1_700_000_000_000_000_000;

    private readonly ShiftedTime _time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private PostgresDatabase? _database;
    private PostgresQualityStore? _store;
    private Instrument? _instrument;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresDatabase Database => _database!;

    private PostgresQualityStore Store => _store!;

    private InstrumentKey Key => _instrument!.Key;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync(Ct);
        _store = new PostgresQualityStore(Database.DataSource, _time, NullLogger.Instance);
        await using var market = new PostgresMarketStore(Database.DataSource, _time, NullLogger.Instance);
        _instrument = await market.SaveInstrumentAsync(Make.Equity(), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        _store?.Dispose();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Fact]
    public async Task F_504_A_refused_tick_comes_back_to_the_last_byte()
    {
        var tick = new MarketEvent(MarketEventKind.Trade, Key, long.MinValue, long.MaxValue, -1, 0, TickFlags.OffGrid, new UnixNanos(-5), Make.Noon);
        QualityFinding[] findings =
        [
            Finding(1, QualityRule.PriceNegative) with { Tick = tick },
            Finding(2, QualityRule.PriceNotANumber) with { Raw = [.. Enumerable.Range(0, 256).Select(i => (byte)i)] },
            Finding(3, QualityRule.ClockStep) with { Instrument = default, Kind = default, Detail = "' \" ; -- <b> \U0001F4A5 \u202E" },
        ];

        await Store.SaveAsync(Batch([], findings), Ct);
        var read = await Store.ReadAsync(All(10), Ct);

        Assert.Equal([3, 2, 1], read.Select(f => f.Number));
        Assert.Equal(tick, read[2].Tick);
        Assert.Equal(findings[1].Raw, read[1].Raw);
        Assert.Equal((findings[2].Detail, QualityAction.Note), (read[0].Detail, read[0].Action));
        Assert.Equal("trade price_negative", await Database.ScalarAsync<string>("select kind || ' ' || rule from quarantine where ts_event is not null", Ct));
    }

    [Fact]
    public async Task A_batch_that_is_saved_twice_counts_once_and_a_later_count_replaces_it()
    {
        var batch = Batch([Count(QualityRule.Crossed, 5, part: 0), Count(QualityRule.Late, 1, part: 0)], [Finding(1, QualityRule.Crossed)]);
        await Store.SaveAsync(batch, Ct);
        await Store.SaveAsync(batch, Ct);
        await Store.SaveAsync(Batch([Count(QualityRule.Crossed, 7, part: 0)], []), Ct);
        await Store.SaveAsync(Batch([Count(QualityRule.Crossed, 2, part: 9)], []), Ct);
        await Store.SaveAsync(Batch([Count(QualityRule.Crossed, 1, part: 0)], []) with { Run = Run + 1 }, Ct);

        var totals = await Store.TotalsAsync(Key, Make.Noon, Make.Noon + 1, Ct);

        Assert.Equal([("crossed", 10L), ("late", 1L)], totals.Select(t => (t.Rule, t.Count)));
        Assert.Single(await Store.ReadAsync(All(10), Ct));
    }

    [Fact]
    public async Task A_range_takes_in_the_hours_that_it_touches_and_no_other()
    {
        for (var hour = -2; hour <= 2; hour++)
            await Store.SaveAsync(Batch([Count(QualityRule.Crossed, 1, part: 0) with { Hour = Make.Noon + hour * UnixNanos.PerHour }], []), Ct);

        async Task<long> CountAsync(long from, long to) => (await Store.TotalsAsync(null, Make.Noon + from, Make.Noon + to, Ct)).Sum(t => t.Count);

        Assert.Equal(1, await CountAsync(0, 1));
        Assert.Equal(2, await CountAsync(-1, UnixNanos.PerHour));
        Assert.Equal(3, await CountAsync(-1, UnixNanos.PerHour + 1));
        Assert.Equal(5, (await Store.TotalsAsync(null, UnixNanos.Zero, UnixNanos.MaxValue, Ct)).Sum(t => t.Count));
        Assert.Empty(await Store.TotalsAsync(new InstrumentKey(9_999), UnixNanos.Zero, UnixNanos.MaxValue, Ct));
    }

    [Fact]
    public async Task Pages_follow_each_other_without_a_hole_or_a_repeat_also_where_times_are_equal()
    {
        await Store.SaveAsync(Batch([], [.. Enumerable.Range(1, 25).Select(i => Finding(i, i % 5 == 0 ? QualityRule.Crossed : QualityRule.PriceZero) with { At = Make.Noon + i / 10 })]), Ct);
        var seen = new List<long>();
        QualityPlace? before = null;
        while (true)
        {
            var page = await Store.ReadAsync(All(4) with { Actions = [QualityAction.Reject], Before = before }, Ct);
            seen.AddRange(page.Select(f => f.Number));
            if (page.Length < 4) break;
            before = new QualityPlace(page[^1].At, page[^1].Run, page[^1].Number);
        }

        Assert.Equal(Enumerable.Range(1, 25).Where(i => i % 5 != 0).Reverse().Select(i => (long)i), seen);
        Assert.Equal(5, (await Store.ReadAsync(All(100) with { Rules = ["crossed"] }, Ct)).Length);
        Assert.Empty(await Store.ReadAsync(All(100) with { Instrument = new InstrumentKey(9_999) }, Ct));
    }

    [Fact]
    public async Task Findings_go_with_the_ticks_exported_or_not_and_what_comes_later_makes_its_day_anew()
    {
        var old = Make.Noon - 40 * UnixNanos.PerDay;
        var batch = Batch([Count(QualityRule.Crossed, 3, part: 0) with { Hour = old }], [Finding(1, QualityRule.Crossed) with { At = old }, Finding(2, QualityRule.Crossed)]);
        await Store.SaveAsync(batch, Ct);
        using var maintenance = new PostgresMaintenance(Database.DataSource, new RetentionPolicy(), _time, NullLogger.Instance);

        var run = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);

        Assert.Equal([("quality_counts", 1L), ("quality_findings", 1L)],
            run.Items.Where(i => i.Kind == RetentionKind.Quality && i.Kept is null).Select(i => (i.Table[..i.Table.LastIndexOf('_')], i.Rows)));
        Assert.Equal([2L], (await Store.ReadAsync(All(10), Ct)).Select(f => f.Number));
        var logged = Assert.Single(await maintenance.ReadRunsAsync(1, Ct));
        Assert.Equal((0L, 0L), (logged.Ticks, logged.Quotes));

        await Store.SaveAsync(batch, Ct);
        Assert.Equal(2, (await Store.ReadAsync(All(10), Ct)).Length);
    }

    [Fact]
    public async Task A_database_that_is_away_is_told_as_such()
    {
        await using var nowhere = PostgresDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Password=x;Database=x;Timeout=1");
        using var store = new PostgresQualityStore(nowhere, _time, NullLogger.Instance);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.SaveAsync(Batch([Count(QualityRule.Late, 1, 0)], []), Ct));
    }

    private static QualityQuery All(int limit) => new(null, [], [], UnixNanos.Zero, UnixNanos.MaxValue, limit);

    private static QualityBatch Batch(QualityCount[] counts, QualityFinding[] findings) => new(Run, [.. counts], [.. findings]);

    private QualityCount Count(QualityRule rule, long count, long part) =>
        new(Make.Noon, Key, MarketEventKind.Quote, rule, count, 1, Make.Noon, Make.Noon + 10, part);

    private QualityFinding Finding(long number, QualityRule rule) => new()
    {
        Run = Run, Number = number, At = Make.Noon, Instrument = Key, Kind = MarketEventKind.Trade, Rule = QualityRules.IdOf(rule), Action = QualityRules.Of(rule).Action,
    };
}
