using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Live.Sample;
using Argonaut.Ports;
using Argonaut.Postgres;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>The sample in its own schema, on a real server.</summary>
public sealed class SampleStoreTests(PostgresFixture server)
{
    private const string RecordedRows =
        "select (select count(*) from trade_ticks) + (select count(*) from quote_ticks) + (select count(*) from instruments) + (select count(*) from gaps) + (select count(*) from streams)";

    private const string Schemas = "select count(*) from pg_namespace where nspname like 'sample%'";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task U_016_A_load_fills_the_schema_of_the_sample_alone_and_removing_it_leaves_no_trace()
    {
        await using var database = await server.CreateDatabaseAsync(Ct);
        await using var sample = SampleOf(database);
        var relations = await RelationsAsync(database);
        var recorded = await database.ScalarAsync<long>(RecordedRows, Ct);
        Assert.False(await sample.IsLoadedAsync(Ct));
        Assert.Null(await sample.OpenAsync(Ct));

        var shares = new List<double>();
        long rows = 0;
        await sample.LoadAsync(async (store, ct) => rows = await SampleLoader.RunAsync(store, (share, _) => shares.Add(share), ct), Ct);

        Assert.True(await sample.IsLoadedAsync(Ct));
        Assert.Equal(1, shares[^1]);
        var loaded = await sample.Store.CoverageAsync(Ct);
        Assert.Equal(rows, loaded.Where(c => c.Kind is MarketEventKind.Trade or MarketEventKind.Quote).Sum(c => c.Rows));
        Assert.Equal(4, (await sample.Store.LoadInstrumentsAsync(Ct)).Length);
        // Every timeframe of every instrument has a bar that closed.
        Assert.Equal(4 * Timeframe.All.Length, loaded.Count(c => c.Kind == MarketEventKind.Bar));
        Assert.Equal(2, (await sample.Store.ReadGapsAsync(null, UnixNanos.Zero, UnixNanos.MaxValue, 10, Ct)).Length);

        // The live schema is as it was: no relation came, and no table of it has a row of the sample.
        Assert.Equal(relations, await RelationsAsync(database));
        Assert.Equal(recorded, await database.ScalarAsync<long>(RecordedRows, Ct));
        await using var live = new PostgresMarketStore(database.DataSource, TimeProvider.System, NullLogger.Instance);
        Assert.Empty(await live.CoverageAsync(Ct));
        Assert.Empty(await live.LoadInstrumentsAsync(Ct));

        await sample.RemoveAsync(Ct);

        Assert.False(await sample.IsLoadedAsync(Ct));
        Assert.Equal(0, await database.ScalarAsync<long>(Schemas, Ct));
        Assert.Equal(relations, await RelationsAsync(database));
    }

    [Fact]
    public async Task U_016_A_load_that_is_cancelled_half_way_leaves_nothing_and_the_next_one_makes_the_same_rows()
    {
        await using var database = await server.CreateDatabaseAsync(Ct);
        await using var sample = SampleOf(database);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sample.LoadAsync(
            (store, ct) => SampleLoader.RunAsync(store, (share, _) =>
            {
                if (share > 0.4) cancel.Cancel();
            }, ct), cancel.Token));
        Assert.Equal(0, await database.ScalarAsync<long>(Schemas, Ct));

        await LoadAsync(sample);
        var first = await DigestAsync(database);
        await LoadAsync(sample);

        Assert.Equal(first, await DigestAsync(database));
        Assert.Equal(1, await database.ScalarAsync<long>(Schemas, Ct));
    }

    [Fact]
    public async Task U_016_What_a_killed_load_left_is_not_read_and_goes_with_the_next_removal()
    {
        await using var database = await server.CreateDatabaseAsync(Ct);
        await using var sample = SampleOf(database);
        await database.ExecuteAsync("create schema sample_loading; comment on schema sample_loading is 'argonaut sample data, edition 0'", Ct);

        Assert.False(await sample.IsLoadedAsync(Ct));
        await sample.RemoveAsync(Ct);

        Assert.Equal(0, await database.ScalarAsync<long>(Schemas, Ct));
    }

    [Fact]
    public async Task U_016_A_schema_of_that_name_that_somebody_else_made_is_left_alone()
    {
        await using var database = await server.CreateDatabaseAsync(Ct);
        await using var sample = SampleOf(database);
        await database.ExecuteAsync("create schema sample; create table sample.mine (id integer)", Ct);

        var refused = await Assert.ThrowsAsync<SampleRefusedException>(() => sample.LoadAsync((_, _) => Task.CompletedTask, Ct));
        await sample.RemoveAsync(Ct);

        Assert.Contains("did not make", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from sample.mine", Ct));
    }

    [Fact]
    public async Task U_016_Removing_waits_for_those_who_read()
    {
        await using var database = await server.CreateDatabaseAsync(Ct);
        await using var sample = SampleOf(database);
        await sample.LoadAsync((_, _) => Task.CompletedTask, Ct);

        var reading = await sample.OpenAsync(Ct);
        var removing = sample.RemoveAsync(Ct);
        Assert.NotNull(reading);
        Assert.Empty(await sample.Store.LoadInstrumentsAsync(Ct));
        Assert.False(removing.IsCompleted);
        reading.Dispose();
        await removing;

        Assert.Null(await sample.OpenAsync(Ct));
    }

    private static PostgresSample SampleOf(PostgresDatabase database) =>
        new(database.ConnectionString, null, database.DataSource, SampleMarket.Edition, SampleTime.Instance, NullLogger.Instance);

    private static Task LoadAsync(PostgresSample sample) => sample.LoadAsync((store, ct) => SampleLoader.RunAsync(store, (_, _) => { }, ct), Ct);

    /// <summary>All tables, views and indexes outside the sample's schema.</summary>
    private static Task<string> RelationsAsync(PostgresDatabase database) => database.ScalarAsync<string>(
        "select string_agg(c.oid::regclass::text, ' ' order by c.oid) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname not like 'sample%' and n.nspname not like 'pg\\_%'", Ct);

    private static Task<string> DigestAsync(PostgresDatabase database) => database.ScalarAsync<string>(
        """
        select concat(
          (select md5(string_agg(t::text, ',' order by stream, seq)) from sample.trade_ticks t), (select md5(string_agg(q::text, ',' order by stream, seq)) from sample.quote_ticks q),
          (select md5(string_agg(b::text, ',' order by instrument, ts_event)) from sample.bars_1s b), (select md5(string_agg(b::text, ',' order by instrument, timeframe, ts_event)) from sample.bars b),
          (select count(*) from sample.trade_ticks))
        """, Ct);
}
