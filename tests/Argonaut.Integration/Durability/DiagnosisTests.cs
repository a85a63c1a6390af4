using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Integration.Postgres;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Durability;

/// <summary>What the server says becomes a kind of problem and plain words. A trigger makes it say what is hard to bring about.</summary>
public sealed class DiagnosisTests(PostgresDatabase database) : IClassFixture<PostgresDatabase>, IAsyncLifetime
{
    private readonly PostgresMarketStore _store = new(database.DataSource, TimeProvider.System, NullLogger.Instance);
    private InstrumentKey _instrument;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _instrument = (await _store.SaveInstrumentAsync(Make.Equity(), Ct)).Key;
        await database.ExecuteAsync(
            """
            create or replace function refuse() returns trigger language plpgsql as $$
            begin
              if nextval('refusals') > tg_argv[1]::bigint then return new; end if;
              raise exception using errcode = tg_argv[0], message = 'made by the test';
            end $$;
            create sequence if not exists refusals
            """, Ct);
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("53100", StoreFault.StorageFull, "disk is full")]
    [InlineData("25006", StoreFault.ReadOnly, "read-only")]
    [InlineData("53300", StoreFault.TooManyConnections, "no free connection")]
    [InlineData("57P01", StoreFault.Terminated, "ended the session")]
    [InlineData("57P03", StoreFault.StartingUp, "not ready yet")]
    [InlineData("40P01", StoreFault.Conflict, "again and again")]
    [InlineData("40001", StoreFault.Conflict, "again and again")]
    [InlineData("53200", StoreFault.Refused, "53200")]
    public async Task Every_refusal_has_its_name_and_plain_words(string state, StoreFault fault, string words)
    {
        var error = await RefusedAsync(state, times: 1_000, ticks: 1);

        Assert.Equal(fault, error?.Diagnosis.Fault);
        Assert.Contains(words, error!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("58P01")]
    [InlineData("XX000")]
    public async Task F_217_A_server_whose_programs_were_replaced_is_to_be_restarted(string state)
    {
        var error = await RefusedAsync(state, times: 1_000, ticks: 1);

        Assert.Equal(StoreFault.Library, error?.Diagnosis.Fault);
        Assert.Contains("restart PostgreSQL", error!.Message, StringComparison.Ordinal);
    }

    /// <summary>The audit log's triggers refuse changes; they do not run when a row is written.</summary>
    [Fact]
    public async Task F_217_Storing_uses_no_procedural_language() =>
        Assert.Equal(0, await database.ScalarAsync<long>(
            """
            select count(*) from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_language l on l.oid = p.prolang join pg_class c on c.oid = t.tgrelid
            where not t.tgisinternal and l.lanname not in ('internal', 'c', 'sql') and c.relname <> 'market_ticks'
              and not (c.relname = 'audit' and (t.tgtype & 4) = 0)
            """, Ct));

    [Fact]
    public async Task F_205_A_full_disk_is_named_with_its_place_and_what_a_tick_takes_there()
    {
        var error = await RefusedAsync("53100", times: 1_000, ticks: 1);

        Assert.Equal(StoreFault.StorageFull, error?.Diagnosis.Fault);
        Assert.Contains($"data directory {await database.ScalarAsync<string>("show data_directory", Ct)} ", error!.Message, StringComparison.Ordinal);
        Assert.Contains("The 1,000,000 ticks that wait need about 160 MB there.", error.Diagnosis.For(1_000_000).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_205_A_tick_takes_no_more_of_the_disk_than_is_said_and_at_least_half()
    {
        const int Ticks = 20_000;
        var day = UnixNanos.FromDate(new DateOnly(2021, 5, 3));
        var trades = await _store.OpenStreamAsync("SPACE", MarketEventKind.Trade, Ct);
        var quotes = await _store.OpenStreamAsync("SPACE", MarketEventKind.Quote, Ct);
        await _store.CommitAsync(new StoreBatch
        {
            Trades = Enumerable.Range(1, Ticks).Select(i => Make.Trade(_instrument, trades.Stream, i, day + i, day + i)).ToArray(),
            Quotes = Enumerable.Range(1, Ticks).Select(i => Make.Quote(_instrument, quotes.Stream, i) with { TsEvent = day + i, TsInit = day + i }).ToArray(),
        }, Ct);

        foreach (var table in new[] { "trade_ticks_20210503", "quote_ticks_20210503" })
            Assert.InRange(await database.ScalarAsync<long>($"select pg_total_relation_size('{table}') / {Ticks}", Ct), 80, 160);
    }

    [Theory]
    [InlineData("40P01")]
    [InlineData("40001")]
    public async Task F_213_A_transaction_that_lost_a_conflict_is_tried_five_times_more_and_stored_once(string state)
    {
        Assert.Null(await RefusedAsync(state, times: 5, ticks: 1));
        var error = await RefusedAsync(state, times: 6, ticks: 1);

        Assert.Equal(StoreFault.Conflict, error?.Diagnosis.Fault);
    }

    [Fact]
    public async Task F_221_Our_sessions_cannot_stay_idle_in_a_transaction_and_wait_for_no_lock_for_long()
    {
        Assert.Equal(("1min", "2s", "on"), (
            await database.ScalarAsync<string>("show idle_in_transaction_session_timeout", Ct),
            await database.ScalarAsync<string>("show lock_timeout", Ct),
            await database.ScalarAsync<string>("show synchronous_commit", Ct)));
    }

    [Fact]
    public async Task F_221_A_tool_that_stays_in_a_transaction_is_named_with_its_process()
    {
        var stream = await _store.OpenStreamAsync("IDLE", MarketEventKind.Trade, Ct);
        await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 1) }, Ct);
        await using var tool = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false, ApplicationName = "tool" }.ConnectionString);
        await tool.OpenAsync(Ct);
        await using var transaction = await tool.BeginTransactionAsync(Ct);
        await using (var hold = new NpgsqlCommand($"update ingest_watermark set last_ts = last_ts where stream = {stream.Stream}", tool)) await hold.ExecuteNonQueryAsync(Ct);

        var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, 1, 2) }, Ct));

        Assert.Equal(StoreFault.Locked, error.Diagnosis.Fault);
        Assert.Contains($"process {tool.ProcessID}", error.Message, StringComparison.Ordinal);
        Assert.Contains("idle in transaction", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task F_222_Only_our_clock_stamps_data_and_the_difference_to_the_servers_is_told()
    {
        var ahead = new ShiftedTime(TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(3));
        await using var store = new PostgresMarketStore(database.DataSource, ahead, NullLogger.Instance);
        var stream = await store.OpenStreamAsync("CLOCK", MarketEventKind.Trade, Ct);
        var at = HybridClock.Now(ahead);
        await store.CommitAsync(new StoreBatch { Trades = new[] { Make.Trade(_instrument, stream.Stream, 1, at, at) } }, Ct);

        Assert.Equal(at, (await store.OpenStreamAsync("CLOCK", MarketEventKind.Trade, Ct)).LastTsInit);
        var health = await store.CheckAsync(Ct);
        Assert.InRange(health.ClockOffset!.Value, TimeSpan.FromMinutes(-181), TimeSpan.FromMinutes(-179));
    }

    [Fact]
    public async Task F_205_A_table_whose_disk_is_full_is_named_with_its_file()
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root") Assert.Skip("mounts a small disk");
        var disk = PostgresFixture.NewFolder();
        if (await ShellAsync($"mount -t tmpfs -o size=2m,mode=777 none {disk}") != 0) Assert.Skip("this machine lets nobody mount a disk");
        try
        {
            var place = Path.Combine(disk, "space");
            Assert.Equal(0, await ShellAsync($"mkdir {place} && chown nobody {place} && chmod 700 {place}"));
            await database.ExecuteAsync($"create tablespace small location '{place}'", Ct);
            var day = UnixNanos.FromDate(new DateOnly(2021, 3, 1));
            var stream = await _store.OpenStreamAsync("FULL", MarketEventKind.Trade, Ct);
            await _store.CommitAsync(new StoreBatch { Trades = new[] { Make.Trade(_instrument, stream.Stream, 1, day, day) } }, Ct);
            await database.ExecuteAsync("alter table trade_ticks_20210301 set tablespace small", Ct);

            var error = await Assert.ThrowsAsync<StoreUnavailableException>(() => _store.CommitAsync(new StoreBatch
            {
                Trades = Enumerable.Range(2, 60_000).Select(i => Make.Trade(_instrument, stream.Stream, i, day + i, day + i)).ToArray(),
            }, Ct));

            Assert.Equal(StoreFault.StorageFull, error.Diagnosis.Fault);
            Assert.Contains("pg_tblspc", error.Message, StringComparison.Ordinal);
            Assert.Contains("The 60,000 ticks that wait need about 10 MB there.", error.Diagnosis.For(60_000).Message, StringComparison.Ordinal);
            Assert.Equal(1, (await _store.OpenStreamAsync("FULL", MarketEventKind.Trade, Ct)).LastSequence);
            await database.ExecuteAsync("drop table trade_ticks_20210301", Ct);
            // It waits for a checkpoint, and for every session of the server, those of other tests among them.
            await using var drop = database.DataSource.CreateCommand("drop tablespace small");
            drop.CommandTimeout = 150;
            await drop.ExecuteNonQueryAsync(Ct);
        }
        finally
        {
            await ShellAsync($"umount {disk}");
        }
    }

    /// <summary>Commits ticks into a table that refuses the first times with a state; null: it was stored in the end.</summary>
    private async Task<StoreUnavailableException?> RefusedAsync(string state, int times, int ticks)
    {
        var stream = await _store.OpenStreamAsync($"REFUSED{state}", MarketEventKind.Trade, Ct);
        await database.ExecuteAsync($"alter sequence refusals restart; create trigger refused before insert on trade_ticks for each row execute function refuse('{state}', '{times}')", Ct);
        try
        {
            await _store.CommitAsync(new StoreBatch { Trades = Make.Trades(_instrument, stream, ticks, stream.LastSequence + 1) }, Ct);
        }
        catch (StoreUnavailableException e)
        {
            Assert.Equal(stream.LastSequence, (await _store.OpenStreamAsync($"REFUSED{state}", MarketEventKind.Trade, Ct)).LastSequence);
            return e;
        }
        finally
        {
            await database.ExecuteAsync("drop trigger refused on trade_ticks", Ct);
        }

        Assert.Equal(stream.LastSequence + ticks, (await _store.OpenStreamAsync($"REFUSED{state}", MarketEventKind.Trade, Ct)).LastSequence);
        return null;
    }

    private static async Task<int> ShellAsync(string command)
    {
        using var process = System.Diagnostics.Process.Start("sh", ["-c", command]);
        await process.WaitForExitAsync(Ct);
        return process.ExitCode;
    }
}
