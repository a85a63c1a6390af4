using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class StoreRetentionTests(PostgresFixture server) : IAsyncLifetime
{
    private static readonly UnixNanos Today = UnixNanos.FromDate(new DateOnly(2026, 11, 20));

    private static readonly RetentionPolicy Told = new() { DeleteUnexported = true };

    private readonly ShiftedTime _time = new(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
    private PostgresDatabase? _database;
    private PostgresMarketStore? _store;
    private Instrument? _instrument;
    private long _next = 1;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresDatabase Database => _database!;

    private PostgresMarketStore Store => _store!;

    private InstrumentKey Key => _instrument!.Key;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync(Ct);
        _store = new PostgresMarketStore(Database.DataSource, _time, NullLogger.Instance);
        _instrument = await Store.SaveInstrumentAsync(Make.Equity(), Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Fact]
    public async Task S4_37_Old_ticks_go_newer_stay_and_bars_have_their_own_periods()
    {
        foreach (var age in (int[])[0, 1, 3, 40]) await AddTicksAsync(age, 100);
        await AddBarsAsync(Timeframe.Second1, 3, 100);
        await AddBarsAsync(Timeframe.Minute1, 3, 380);
        await AddBarsAsync(Timeframe.Hour1, 3, 3_000);
        using var maintenance = Maintenance(Told with { Ticks = 1 });

        var dry = await maintenance.RetainAsync(isDryRun: true, (_, _) => { }, Ct);
        var ticksAfterDry = await CountAsync("trade_ticks");
        double progress = 0;
        var run = await maintenance.RetainAsync(isDryRun: false, (share, _) => progress = share, Ct);

        Assert.Equal(400, ticksAfterDry);
        Assert.Equal(dry.Items.Select(item => (item.Table, item.Rows, item.Kept)), run.Items.Select(item => (item.Table, item.Rows, item.Kept)));
        Assert.Equal(1, progress);
        Assert.Equal(200, await CountAsync("trade_ticks"));                     // today and yesterday: two whole days
        Assert.Equal(0, await CountAsync("trade_ticks", $"ts_event < {Today - UnixNanos.PerDay}"));
        Assert.Equal(200, await CountAsync("quote_ticks", $"ts_event > {Today - 5 * UnixNanos.PerDay} and ts_event < {Today - UnixNanos.PerHour}"));
        Assert.Equal(1, await CountAsync("bars_1s"));
        Assert.Equal(1, await CountAsync("bars_1m"));
        Assert.Equal(2, await CountAsync("bars"));
        var logged = Assert.Single(await maintenance.ReadRunsAsync(10, Ct));
        Assert.Equal((200, 100, 2, "succeeded"), ((int)logged.Ticks, (int)logged.Quotes, (int)logged.Bars, logged.Outcome));
        Assert.Equal(run.Items.Length, logged.Partitions);
    }

    [Fact]
    public async Task What_was_not_exported_stays_until_it_is_exported()
    {
        await AddTicksAsync(40, 100);
        using var maintenance = Maintenance(new RetentionPolicy());

        var first = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);
        await PublishAsync("trade_tick", Day(40) + 1, Day(39) - 1);
        var second = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);

        Assert.All(first.Items, item => Assert.Equal(KeptReason.NotExported, item.Kept));
        Assert.Equal(["quote_ticks_20261011:NotExported", "trade_ticks_20261011:"], second.Items.Select(item => $"{item.Table}:{item.Kept}"));
        Assert.Equal(0, await CountAsync("trade_ticks"));
        Assert.Equal(100, await CountAsync("quote_ticks"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_tick_outside_the_files_keeps_its_whole_day(bool isPacked)
    {
        await AddTicksAsync(40, 100);
        await AddTicksAsync(40, 1, offset: 20 * UnixNanos.PerHour);
        using var maintenance = Maintenance(new RetentionPolicy());
        if (isPacked) await maintenance.RoundAsync(Ct);
        await PublishAsync("trade_tick", Day(40), Day(40) + 19 * UnixNanos.PerHour);
        await PublishAsync("trade_tick", Day(40) + 21 * UnixNanos.PerHour, Day(39));

        var kept = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);
        await PublishAsync("trade_tick", Day(40) + 19 * UnixNanos.PerHour, Day(40) + 21 * UnixNanos.PerHour);
        var gone = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);

        var table = isPacked ? "trade_chunks_20261011" : "trade_ticks_20261011";
        Assert.Equal((101L, KeptReason.NotExported), Assert.Single(kept.Items.Where(item => item.Table == table).Select(item => (item.Rows, item.Kept))));
        Assert.Equal((101L, (KeptReason?)null), Assert.Single(gone.Items.Where(item => item.Table == table).Select(item => (item.Rows, item.Kept))));
        Assert.Null(await Store.LatestTickAsync(MarketEventKind.Trade, Key, Ct));
        Assert.Equal(isPacked ? 1 : 0, await Database.ScalarAsync<long>("select count(*) from packed_days", Ct));   // the quotes' day
    }

    [Fact]
    public async Task Packed_ticks_of_two_files_that_meet_at_midnight_count_as_exported()
    {
        await AddTicksAsync(40, 100, offset: UnixNanos.PerDay - 100 * UnixNanos.PerMillisecond, lag: 50 * UnixNanos.PerMillisecond);
        using var maintenance = Maintenance(new RetentionPolicy());
        await maintenance.RoundAsync(Ct);
        await PublishAsync("trade_tick", Day(40), Day(39) - UnixNanos.PerMillisecond / 2);
        await PublishAsync("trade_tick", Day(39), Day(39) + UnixNanos.PerHour);

        var run = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);

        Assert.Null(Assert.Single(run.Items, item => item.Table == "trade_chunks_20261011").Kept);
    }

    [Fact]
    public async Task An_id_that_two_sources_share_counts_as_not_exported()
    {
        await Store.SaveInstrumentAsync(Make.Equity() with { Source = "SIM" }, Ct);
        await AddTicksAsync(40, 10);
        await PublishAsync("trade_tick", UnixNanos.Zero, UnixNanos.MaxValue);
        using var maintenance = Maintenance(new RetentionPolicy());

        var run = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);

        Assert.All(run.Items, item => Assert.Equal(KeptReason.NotExported, item.Kept));
    }

    [Fact]
    public async Task F_617_A_range_being_exported_in_several_steps_is_not_deleted()
    {
        await AddTicksAsync(40, 100);
        using var maintenance = Maintenance(Told);

        KeptReason?[] during;
        using (await maintenance.HoldAsync(Day(40), Day(39), Ct))
            during = [.. (await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct)).Items.Select(item => item.Kept)];
        var ticks = await CountAsync("trade_ticks");
        var after = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);

        Assert.All(during, kept => Assert.Equal(KeptReason.BeingExported, kept));
        Assert.Equal(100, ticks);
        Assert.All(after.Items, item => Assert.Null(item.Kept));
    }

    [Fact]
    public async Task F_617_An_export_that_streams_keeps_its_day_to_the_last_row()
    {
        await AddTicksAsync(40, 20_000);
        using var maintenance = Maintenance(Told);
        var rows = 0;
        RetentionResult? during = null;

        await foreach (var piece in Store.StreamTicksAsync(MarketEventKind.Trade, Key, UnixNanos.Zero, UnixNanos.MaxValue, Ct))
        {
            during ??= await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);
            rows += piece.Length;
        }

        Assert.Equal(20_000, rows);
        Assert.Equal(KeptReason.Busy, Assert.Single(during!.Items, item => item.Table == "trade_ticks_20261011").Kept);
        Assert.Equal(20_000, await CountAsync("trade_ticks"));
    }

    [Fact]
    public async Task Storing_goes_on_while_a_partition_is_locked_for_its_deletion()
    {
        await AddTicksAsync(40, 10);
        await using var other = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await other.BeginTransactionAsync(Ct);
        await using (var command = new NpgsqlCommand("lock table trade_ticks_20261011 in share row exclusive mode", other)) await command.ExecuteNonQueryAsync(Ct);

        await AddTicksAsync(0, 10);

        Assert.Equal(20, await CountAsync("trade_ticks"));
    }

    [Fact]
    public async Task A_cancelled_run_ends_between_two_partitions_and_is_logged()
    {
        foreach (var age in (int[])[41, 42, 43]) await AddTicksAsync(age, 10);
        using var maintenance = Maintenance(Told);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => maintenance.RetainAsync(isDryRun: false, (_, _) => cancel.Cancel(), cancel.Token));

        Assert.Equal("cancelled", Assert.Single(await maintenance.ReadRunsAsync(10, Ct)).Outcome);
        Assert.Equal(50, await CountAsync("trade_ticks") + await CountAsync("quote_ticks"));   // one of six partitions is gone
    }

    [Fact]
    public async Task Ids_of_trades_go_with_their_trades()
    {
        await AddTicksAsync(40, 10);
        await Database.ExecuteAsync(
            $"insert into market_ticks (venue, instrument_id, timestamp_ns, price, size, trade_id) values ('IB', 'AAPL.NASDAQ', {Day(40) + 5}, 1, 1, 'old'), ('IB', 'AAPL.NASDAQ', {Day(0) + 5}, 1, 1, 'new')", Ct);
        using var maintenance = Maintenance(Told);
        await maintenance.RoundAsync(Ct);

        Assert.Equal("new", await Database.ScalarAsync<string>("select string_agg(trade_id, ',') from trade_ids", Ct));
    }

    [Fact]
    public async Task A_policy_that_was_set_wins_over_the_configuration_and_survives()
    {
        using (var maintenance = Maintenance(new RetentionPolicy { Quotes = 7 }))
        {
            Assert.Equal(new StoredRetentionPolicy(new RetentionPolicy { Quotes = 7 }, false), await maintenance.ReadPolicyAsync(Ct));
            await maintenance.SavePolicyAsync(new RetentionPolicy { Ticks = 5, BarsLong = 9, PackAfter = null }, Ct);
        }

        using var again = Maintenance(new RetentionPolicy { Quotes = 8 });
        Assert.Equal(new StoredRetentionPolicy(new RetentionPolicy { Ticks = 5, BarsLong = 9, PackAfter = null }, true), await again.ReadPolicyAsync(Ct));
    }

    [Fact]
    public async Task U_186_What_goes_and_when_is_told_before_it_goes_with_what_no_file_holds()
    {
        foreach (var age in (int[])[27, 28, 40, 50]) await AddTicksAsync(age, 100);
        await AddBarsAsync(Timeframe.Second1, 88);
        await PublishAsync("trade_tick", Day(50), Day(49));
        await PublishAsync("trade_tick", Day(28), Day(27));
        using var maintenance = Maintenance(new RetentionPolicy());
        await maintenance.RoundAsync(Ct);                            // packs all, deletes the trades of the oldest day

        var near = await maintenance.ListDueAsync(3, Ct);
        var looked = await maintenance.ExamineAsync(near, Ct);
        var again = await maintenance.ExamineAsync(near, Ct);
        var now = await maintenance.ListDueAsync(0, Ct);

        Assert.Equal(
        [
            "quote_chunks_20261001 100 -19 NotExported", "quote_chunks_20261011 100 -9 NotExported", "trade_chunks_20261011 100 -9 NotExported",
            "quote_chunks_20261023 100 3 NotDue", "trade_chunks_20261023 100 3 NotDue exported", "bars_1s_20260824 1 3 NotDue",
        ], looked.OrderBy(one => one.Due).ThenBy(one => one.Table.StartsWith("bars", StringComparison.Ordinal)).ThenBy(one => one.Table).Select(Told));
        Assert.Equal(looked, again);
        Assert.Equal(["quote_chunks_20261001", "quote_chunks_20261011", "trade_chunks_20261011"], now.Select(one => one.Table).Order());
        Assert.Equal(300, await Database.ScalarAsync<long>("select sum(ticks)::bigint from packed_days where kind = 1", Ct));

        static string Told(RetentionItem one) =>
            $"{one.Table} {one.Rows} {(one.Due.Value - Today.Value) / UnixNanos.PerDay} {one.Kept}{(one.IsExported ? " exported" : "")}";
    }

    [Fact]
    public async Task U_186_A_look_is_not_remembered_beyond_a_new_file_or_a_late_row()
    {
        await AddTicksAsync(40, 100);
        using var maintenance = Maintenance(new RetentionPolicy { PackAfter = null });
        async Task<RetentionItem> TradesAsync() => (await maintenance.ExamineAsync(await maintenance.ListDueAsync(0, Ct), Ct)).Single(one => one.Table == "trade_ticks_20261011");

        var before = await TradesAsync();
        await PublishAsync("trade_tick", Day(40), Day(40) + 2 * UnixNanos.PerHour);
        var published = await TradesAsync();
        await AddTicksAsync(40, 1, offset: 20 * UnixNanos.PerHour);
        await Database.ExecuteAsync("analyze trade_ticks_20261011", Ct);         // the server's own count follows within seconds
        var late = await TradesAsync();

        Assert.Equal(KeptReason.NotExported, before.Kept);
        Assert.Null(published.Kept);
        Assert.Equal((101, KeptReason.NotExported), ((int)late.Rows, late.Kept!.Value));
    }

    [Fact]
    public async Task U_186_What_is_stored_is_told_by_kind_with_its_size_and_oldest_day()
    {
        foreach (var age in (int[])[1, 3, 10]) await AddTicksAsync(age, 100);
        await AddBarsAsync(Timeframe.Second1, 10);
        await AddBarsAsync(Timeframe.Hour1, 3, 900);
        using var maintenance = Maintenance(new RetentionPolicy());
        await maintenance.RoundAsync(Ct);
        await Database.ExecuteAsync("analyze", Ct);

        var stored = (await maintenance.ReadStoredAsync(Ct)).ToDictionary(one => one.Kind);

        Assert.Equal(Enum.GetValues<StoredKind>(), stored.Keys.Order());
        var trades = stored[StoredKind.Trades];
        Assert.Equal((300, 100, 30, Day(10), Day(10) + 31 * UnixNanos.PerDay), ((int)trades.Rows, (int)trades.PackedRows, trades.KeptDays!.Value, trades.From!.Value, trades.NextDue!.Value));
        Assert.InRange(trades.PackedBytes, 1, trades.Bytes - 1);
        Assert.Equal(await Database.ScalarAsync<long>("select sum(pg_total_relation_size(relid))::bigint from pg_partition_tree('trade_ticks') where isleaf", Ct), trades.Bytes - trades.PackedBytes);
        Assert.Equal((0, null, null), ((int)stored[StoredKind.Depth].Rows, stored[StoredKind.Depth].From, stored[StoredKind.Depth].NextDue));
        Assert.Equal((1, Day(10)), ((int)stored[StoredKind.BarsSeconds].Rows, stored[StoredKind.BarsSeconds].From!.Value));
        Assert.Equal((2, null, null), ((int)stored[StoredKind.BarsLong].Rows, stored[StoredKind.BarsLong].KeptDays, stored[StoredKind.BarsLong].NextDue));
    }

    [Fact]
    public async Task F_219_A_round_makes_the_coming_days_packs_old_ones_and_says_so()
    {
        foreach (var age in (int[])[2, 3, 4, 10]) await AddTicksAsync(age, 100);
        using var maintenance = Maintenance(new RetentionPolicy());

        await maintenance.RoundAsync(Ct);

        var days = await Database.ScalarAsync<string>("select string_agg(c.relname, ' ' order by c.relname) from pg_inherits h join pg_class c on c.oid = h.inhrelid where h.inhparent = 'trade_ticks'::regclass", Ct);
        Assert.Equal("trade_ticks_20261117 trade_ticks_20261118 trade_ticks_20261120 trade_ticks_20261121 trade_ticks_20261122 trade_ticks_20261123", days);
        Assert.Equal(2, await Database.ScalarAsync<long>("select count(*) from packed_days where kind = 1", Ct));
        Assert.Equal(4, maintenance.Status.PackedDays);
        Assert.Equal(400, maintenance.Status.PackedTicks);
        Assert.Null(maintenance.Status.Problem);
        Assert.Equal(_time.Now.UtcDateTime.Date, maintenance.Status.LastRound.ToDateTimeOffset().UtcDateTime.Date);
        Assert.True(await Database.ScalarAsync<bool>("select bool_and(reltuples = 100) from pg_class where relname in ('trade_ticks_20261117', 'quote_ticks_20261118')", Ct));
    }

    [Fact]
    public async Task F_219_A_row_without_its_day_is_refused_and_never_put_aside()
    {
        var error = await Assert.ThrowsAsync<PostgresException>(
            () => Database.ExecuteAsync($"insert into trade_ticks values ({Day(200)}, 1, 1, 1, 1, {Key.Value}, 0, 0)", Ct));

        Assert.Equal(PostgresErrorCodes.CheckViolation, error.SqlState);
        Assert.Equal(0, await Database.ScalarAsync<long>("select count(*) from pg_class where relispartition and pg_get_expr(relpartbound, oid) = 'DEFAULT'", Ct));
    }

    private static UnixNanos Day(int age) => Today - age * UnixNanos.PerDay;

    private PostgresMaintenance Maintenance(RetentionPolicy policy) => new(Database.DataSource, policy, _time, NullLogger.Instance);

    /// <summary>As many trades and quotes, a millisecond apart, on the day of that age.</summary>
    private async Task AddTicksAsync(int age, int count, long offset = UnixNanos.PerHour, long lag = 500)
    {
        var trades = await Store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
        var quotes = await Store.OpenStreamAsync("IB", MarketEventKind.Quote, Ct);
        var first = _next;
        _next += count;
        UnixNanos At(int i) => Day(age) + offset + i * UnixNanos.PerMillisecond;
        await Store.CommitAsync(new StoreBatch
        {
            Trades = Enumerable.Range(0, count).Select(i => Make.Trade(Key, trades.Stream, first + i, At(i), At(i) + lag)).ToArray(),
            Quotes = Enumerable.Range(0, count).Select(i => Make.Quote(Key, quotes.Stream, first + i) with { TsEvent = At(i), TsInit = At(i) + lag }).ToArray(),
        }, Ct);
    }

    private Task AddBarsAsync(Timeframe timeframe, params int[] ages) =>
        Store.CommitAsync(new StoreBatch { Bars = [.. ages.Select(age => Make.Bar(Key, timeframe, Day(age)))] }, Ct);

    private async Task PublishAsync(string kind, UnixNanos first, UnixNanos last)
    {
        var ledger = new PostgresExportLedger(Database.DataSource);
        var path = $"{kind}/{first}.parquet";
        await ledger.BeginAsync(
            new ExportRecord(new ExportIdentity(kind, _instrument!.Id.Value, first, last, "v1-hp"), path, 1, 1, "00", first, last, ExportState.Publishing, ""), Ct);
        await ledger.PublishedAsync(path, Ct);
    }

    private Task<long> CountAsync(string table, string where = "true") => Database.ScalarAsync<long>($"select count(*) from {table} where {where}", Ct);
}
