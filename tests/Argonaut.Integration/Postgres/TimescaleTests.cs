using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Migrations;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>
/// A server with TimescaleDB is told apart by its catalogue. The extension itself is no part of the test machines: a database that has it and
/// is empty otherwise is named by ARGONAUT_TEST_TIMESCALEDB, in the driver's form.
/// </summary>
public sealed class TimescaleTests(PostgresFixture server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null, "plain tables (TimescaleDB not installed)")]
    [InlineData("2.17.2", "plain tables (TimescaleDB 2.17.2 is installed and not used)")]
    [InlineData("1.7.5", "plain tables (TimescaleDB 1.7.5 is installed and not used)")]
    public async Task F_216_TimescaleDB_is_detected_and_never_needed(string? version, string text)
    {
        await using var database = await server.CreateDatabaseAsync(Ct);
        if (version is not null)
            await database.ExecuteAsync(
                $"insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) values (999999, 'timescaledb', 10, 'public'::regnamespace, false, '{version}')", Ct);
        await using var store = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);

        var health = await store.CheckAsync(Ct);
        var instrument = await store.SaveInstrumentAsync(Make.Equity(), Ct);
        var stream = await store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
        await store.CommitAsync(new StoreBatch { Trades = Make.Trades(instrument.Key, stream, 10) }, Ct);

        Assert.EndsWith(text, health.Description, StringComparison.Ordinal);
        Assert.Equal(10, await database.ScalarAsync<long>("select count(*) from market_ticks", Ct));
    }

    [Fact]
    public async Task F_216_Our_partitions_work_unchanged_beside_a_real_TimescaleDB()
    {
        var given = Environment.GetEnvironmentVariable("ARGONAUT_TEST_TIMESCALEDB");
        if (given is null) Assert.Skip("ARGONAUT_TEST_TIMESCALEDB names no database");
        var time = TimeProvider.System;
        await using var source = NpgsqlDataSource.Create(given);
        await Migrator.ApplyAsync(source, NullLogger.Instance, Ct);
        await using var store = new PostgresMarketStore(source, time, NullLogger.Instance);
        using var maintenance = new PostgresMaintenance(source, new RetentionPolicy { DeleteUnexported = true }, time, NullLogger.Instance);
        var instrument = await store.SaveInstrumentAsync(Make.Equity("TIMESCALE.X"), Ct);
        var now = HybridClock.Now(time);
        var old = now - 40 * UnixNanos.PerDay;
        var partitions = new Partitions(source, time, NullLogger.Instance);
        await partitions.EnsureAheadAsync(Ct);
        await partitions.EnsureAsync(DayTable.Trades, [old, now], Ct);
        foreach (var at in new[] { old, now })
            await ExecuteAsync(source, $"insert into market_ticks (venue, instrument_id, timestamp_ns, price, size) values ('IB', 'TIMESCALE.X', {at}, 150.25, 100)");

        var health = await store.CheckAsync(Ct);
        var before = await TimesAsync(store, instrument);
        var retained = await maintenance.RetainAsync(isDryRun: false, static (_, _) => { }, Ct);
        var after = await TimesAsync(store, instrument);

        Assert.Contains("plain tables (TimescaleDB ", health.Description, StringComparison.Ordinal);
        Assert.EndsWith(" is installed and not used)", health.Description, StringComparison.Ordinal);
        Assert.Equal([old, now], before);
        Assert.Equal((1L, (KeptReason?)null), Assert.Single(retained.Items.Where(item => item.From <= old && item.To > old).Select(item => (item.Rows, item.Kept))));
        Assert.Equal([now], after);
        Assert.Equal(now, (await store.LatestTickAsync(MarketEventKind.Trade, instrument.Key, Ct))?.TsEvent);
    }

    private static async Task<IEnumerable<UnixNanos>> TimesAsync(PostgresMarketStore store, Instrument instrument) =>
        (await store.ReadTicksAsync(new TickQuery(MarketEventKind.Trade, instrument.Key, UnixNanos.Zero, UnixNanos.MaxValue, 10), Ct)).Select(tick => tick.TsEvent);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
