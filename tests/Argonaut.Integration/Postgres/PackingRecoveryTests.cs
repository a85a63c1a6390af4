using System.Diagnostics;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Embedded;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>A server of its own, which is killed or damaged.</summary>
public sealed class PackingRecoveryTests(PostgresFixture fixture) : IAsyncLifetime
{
    private readonly string _folder = PostgresFixture.NewFolder();
    private EmbeddedPostgres? _server;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string DataDirectory => Path.Combine(_folder, "postgres");

    public async ValueTask InitializeAsync() => await fixture.CopyClusterAsync(DataDirectory, Ct);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.StopAsync("immediate", CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task F_110_A_kill_at_any_step_leaves_each_tick_exactly_once()
    {
        await StartAsync();
        await using var dataSource = PostgresDataSource.Create(_server!.ConnectionString);
        await using var store = new PostgresMarketStore(dataSource, TimeProvider.System, NullLogger.Instance);
        var instrument = (await store.SaveInstrumentAsync(Make.Equity(), Ct)).Key;
        var stream = await store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
        await store.CommitAsync(new StoreBatch { Trades = Make.Trades(instrument, stream, 5_000) }, Ct);
        var query = new TickQuery(MarketEventKind.Trade, instrument, UnixNanos.Zero, UnixNanos.MaxValue, 100_000);
        var expected = await store.ReadTicksAsync(query, Ct);

        foreach (var step in Enum.GetValues<PackStep>())
        {
            var packer = new DayPacker(dataSource, TimeProvider.System, NullLogger.Instance, async reached =>
            {
                if (reached != step) return;
                using var postmaster = Process.GetProcessById(_server!.Pid);
                postmaster.Kill(entireProcessTree: true);
                await postmaster.WaitForExitAsync(Ct);
            });

            var killed = await Record.ExceptionAsync(() => PackAsync(dataSource, packer));
            await StartAsync();

            Assert.Equal(step == PackStep.Committed, killed is null);
            dataSource.Clear();
            Assert.Equal(expected, await store.ReadTicksAsync(query, Ct));
            Assert.Equal(step == PackStep.Committed ? 0 : 5_000, await CountAsync(dataSource, "select count(*) from trade_ticks"));
            Assert.Equal(step == PackStep.Committed ? 5_000 : 0, await CountAsync(dataSource, "select coalesce(sum(n), 0)::bigint from tick_chunks"));
            Assert.Equal(5_000, await CountAsync(dataSource, "select count(distinct sequence_num) from market_ticks"));
        }
    }

    [Fact]
    public async Task F_218_A_damaged_page_is_named_and_marked_and_other_days_work()
    {
        await StartAsync();
        var day = Make.Noon.UtcDate;
        string damaged;
        await using (var dataSource = PostgresDataSource.Create(_server!.ConnectionString))
        {
            await using var store = new PostgresMarketStore(dataSource, TimeProvider.System, NullLogger.Instance);
            var instrument = (await store.SaveInstrumentAsync(Make.Equity(), Ct)).Key;
            var stream = await store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
            var ticks = Make.Trades(instrument, stream, 2_000);
            for (var i = 1_000; i < ticks.Length; i++) ticks[i] = ticks[i] with { TsEvent = ticks[i].TsEvent + UnixNanos.PerDay, TsInit = ticks[i].TsInit + UnixNanos.PerDay };
            await store.CommitAsync(new StoreBatch { Trades = ticks }, Ct);
            await using var command = dataSource.CreateCommand($"select current_setting('data_directory') || '/' || pg_relation_filepath('trade_ticks_{day:yyyyMMdd}')");
            damaged = (string)(await command.ExecuteScalarAsync(Ct))!;
        }

        await _server!.StopAsync(Ct);
        using (var file = File.Open(damaged, FileMode.Open)) Flip(file, 3 * 8_192 + 4_000);
        await StartAsync();

        await using var source = PostgresDataSource.Create(_server.ConnectionString);
        await using var after = new PostgresMarketStore(source, TimeProvider.System, NullLogger.Instance);
        var all = new TickQuery(MarketEventKind.Trade, new InstrumentKey(1), UnixNanos.Zero, UnixNanos.MaxValue, 10_000);
        var error = await Assert.ThrowsAsync<RangeUnreadableException>(() => after.ReadTicksAsync(all, Ct));
        var export = await Assert.ThrowsAsync<RangeUnreadableException>(async () =>
        {
            await foreach (var _ in after.StreamTicksAsync(MarketEventKind.Trade, new InstrumentKey(1), UnixNanos.Zero, UnixNanos.MaxValue, Ct))
            {
                // Rows of another day may come before the damage is met.
            }
        });
        var next = await after.ReadTicksAsync(all with { From = UnixNanos.FromDate(day.AddDays(1)) }, Ct);

        Assert.Equal($"trade_ticks_{day:yyyyMMdd}", error.Relation);
        Assert.Equal(error.Relation, export.Relation);
        Assert.Contains("invalid page", error.Message, StringComparison.Ordinal);
        Assert.Equal(1_000, next.Length);
        Assert.Equal(1, await CountAsync(source, $"select count(*) from unreadable_ranges where relation = 'trade_ticks_{day:yyyyMMdd}'"));
        using var maintenance = new PostgresMaintenance(
            source, new RetentionPolicy(), new ShiftedTime(Make.Noon.ToDateTimeOffset().AddDays(40)), NullLogger.Instance);
        var kept = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);
        Assert.Equal(KeptReason.Unreadable, Assert.Single(kept.Items, item => item.Table == error.Relation).Kept);
    }

    private static void Flip(FileStream file, long at)
    {
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 0x40));
    }

    private static async Task PackAsync(NpgsqlDataSource dataSource, DayPacker packer)
    {
        DayPartition day;
        await using (var connection = await dataSource.OpenConnectionAsync(Ct))
            day = (await DayPartition.ListAsync(connection, DayTable.Trades, withBytes: true, Ct)).Find(one => one.Name.EndsWith($"{Make.Noon.UtcDate:yyyyMMdd}", StringComparison.Ordinal))!;
        Assert.Equal(PackState.Packed, (await packer.PackAsync(TickTable.Trades, day, Ct)).State);
    }

    private async Task StartAsync() => _server = await EmbeddedPostgres.StartAsync(
        PostgresFixture.OptionsFor(DataDirectory), TimeProvider.System, NullLogger.Instance, Ct);

    private static async Task<long> CountAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync(Ct))!;
    }
}
