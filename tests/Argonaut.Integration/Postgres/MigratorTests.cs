using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Migrations;
using Argonaut.Tests.Shared;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Argonaut.Integration.Postgres;

public sealed class MigratorTests(PostgresFixture server)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Applying_twice_changes_nothing_the_second_time()
    {
        await using var dataSource = await EmptyAsync();
        var version = await ApplyAsync(dataSource, Migration.All);
        var schema = await SchemaOfAsync(dataSource);

        Assert.Equal(version, await ApplyAsync(dataSource, Migration.All));

        Assert.Equal(Migration.All[^1].Version, version);
        Assert.Equal(schema, await SchemaOfAsync(dataSource));
    }

    [Fact]
    public async Task Every_earlier_version_with_rows_in_it_reaches_the_same_schema()
    {
        await using var fresh = await EmptyAsync();
        await ApplyAsync(fresh, Migration.All);
        var expected = await SchemaOfAsync(fresh);
        for (var steps = 1; steps < Migration.All.Length; steps++)
        {
            await using var dataSource = await EmptyAsync();
            await ApplyAsync(dataSource, Migration.All[..steps]);
            await ExecuteAsync(dataSource,
                """
                insert into instruments (venue, symbol, instrument_id, asset_class, currency) values ('IB', 'AAPL', 'AAPL.NASDAQ', 'EQUITY', 'USD');
                create table trade_ticks_19700101 partition of trade_ticks for values from (0) to (86400000000000);
                insert into trade_ticks values (1703, 1704, 15025000000, 10000000000, 1, 1, 1, 1);
                insert into ingest_watermark select id, 1, 1704 from streams where id = 0;
                """);

            await ApplyAsync(dataSource, Migration.All);

            Assert.Equal(expected, (await SchemaOfAsync(dataSource)).Where(line => !line.Contains("_19700101", StringComparison.Ordinal)));
            Assert.Equal("150.25000000", await ScalarAsync<string>(dataSource, "select price::text from market_ticks where timestamp_ns = 1703"));
        }
    }

    [Fact]
    public async Task F_914_A_database_filled_at_the_version_before_keeps_its_bars_and_takes_new_ones()
    {
        await using var dataSource = await EmptyAsync();
        await ApplyAsync(dataSource, [.. Migration.All.Where(migration => migration.Version < 9)]);
        await ExecuteAsync(dataSource,
            """
            insert into instruments (id, venue, symbol, instrument_id, asset_class, currency) values (1, 'IB', 'AAPL', 'AAPL.NASDAQ', 'EQUITY', 'USD');
            create table bar (like bars);
            insert into bar select 1, t, 1794268800000000000 + i * 60000000000, 1794268800000000000 + (i - 1) * 60000000000, i, 9, 1, 5, 7, null, 15, 3, 4, 1, 2, i < 100
            from generate_series(1, 100) i, generate_series(0, 19) t;
            insert into bars select * from bar where timeframe not in (0, 4);
            insert into bars_1s select instrument, ts_event, ts_open, open, high, low, close, volume, trade_count, notional, open_ts_init, close_ts_init, source, revision, is_final
            from bar where timeframe = 0;
            insert into bars_1m select * from bars_1s;
            create table seen as select * from market_bars;
            """);

        await ApplyAsync(dataSource, Migration.All);

        Assert.Equal(2_000, await ScalarAsync<long>(dataSource, "select count(*) from market_bars"));
        Assert.Equal(0, await ScalarAsync<long>(dataSource, "select count(*) from (select * from seen except select * from market_bars) lost"));
        Assert.Equal(1_800, await ScalarAsync<long>(dataSource, "select count(*) from (select * from bars intersect select * from bar) same"));
        await using var store = new PostgresMarketStore(dataSource, TimeProvider.System, NullLogger.Instance);
        var open = new UnixNanos(1_794_268_800_000_000_000);
        var bars = Timeframe.All.SelectMany(timeframe => new[] { -800, -8, 1, 8, 800 }
            .Select(days => Make.Bar(new InstrumentKey(1), timeframe, timeframe.OpenOf(open + days * UnixNanos.PerDay)))).ToArray();
        await store.CommitAsync(new StoreBatch { Bars = bars }, Ct);
        foreach (var timeframe in Timeframe.All)
        {
            var stored = await store.ReadBarsAsync(new BarQuery(new InstrumentKey(1), timeframe, UnixNanos.Zero, UnixNanos.MaxValue, 1_000), Ct);
            Assert.Equal(bars.Where(bar => bar.Timeframe == timeframe).Distinct(), stored.Where(bar => bar.Open == 100 && bar.High == 140));
        }
    }

    [Fact]
    public async Task Two_programs_that_start_at_once_share_the_work()
    {
        await using var dataSource = await EmptyAsync();

        var versions = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => ApplyAsync(dataSource, Migration.All)));

        Assert.All(versions, version => Assert.Equal(Migration.All[^1].Version, version));
    }

    [Fact]
    public async Task F_109_A_step_that_fails_leaves_nothing_of_itself()
    {
        await using var dataSource = await EmptyAsync();
        var broken = Migration.All[..1].Add(new Migration(2, "broken", "create table half (n int); select 1 / 0;"));

        await Assert.ThrowsAsync<PostgresException>(() => ApplyAsync(dataSource, broken));

        Assert.Equal(1, await ScalarAsync<int>(dataSource, "select max(version) from schema_version"));
        Assert.False(await ScalarAsync<bool>(dataSource, "select to_regclass('half') is not null"));
        Assert.Equal(Migration.All[^1].Version, await ApplyAsync(dataSource, Migration.All));
    }

    [Fact]
    public async Task F_109_An_older_program_refuses_a_newer_schema_and_touches_nothing()
    {
        await using var dataSource = await EmptyAsync();
        await ApplyAsync(dataSource, Migration.All);

        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => ApplyAsync(dataSource, Migration.All[..2]));

        Assert.Contains($"has schema version {Migration.All[^1].Version}, this program knows 2", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_may_be_left_out()
    {
        await using var dataSource = await EmptyAsync();
        var withHole = Migration.All[..1].Add(new Migration(7, "after_a_hole", "create table after_a_hole (n int)"));

        Assert.Equal(7, await ApplyAsync(dataSource, withHole));

        Assert.Equal(7, await ApplyAsync(dataSource, withHole));
        Assert.True(await ScalarAsync<bool>(dataSource, "select to_regclass('after_a_hole') is not null"));
    }

    [Fact]
    public async Task A_step_below_one_that_was_applied_is_refused()
    {
        await using var dataSource = await EmptyAsync();
        var last = new Migration(7, "last", "create table last (n int)");
        await ApplyAsync(dataSource, Migration.All[..1].Add(last));

        var error = await Assert.ThrowsAsync<SchemaMismatchException>(
            () => ApplyAsync(dataSource, [Migration.All[0], new Migration(5, "between", "create table between_them (n int)"), last]));

        Assert.Contains("Expected schema step 5 (between) in the database, found 7 (last)", error.Message, StringComparison.Ordinal);
        Assert.False(await ScalarAsync<bool>(dataSource, "select to_regclass('between_them') is not null"));
    }

    [Fact]
    public async Task An_applied_step_that_was_edited_is_noticed()
    {
        await using var dataSource = await EmptyAsync();
        await ApplyAsync(dataSource, Migration.All);
        var edited = Migration.All.SetItem(0, new Migration(1, Migration.All[0].Name, Migration.All[0].Sql + "\n-- a small correction\n"));

        var error = await Assert.ThrowsAsync<SchemaMismatchException>(() => ApplyAsync(dataSource, edited));

        Assert.Contains("Schema step 1", error.Message, StringComparison.Ordinal);
    }

    /// <remarks>Run once with ARGONAUT_WRITE_SCHEMA=1 after a migration was added.</remarks>
    [Fact]
    public void S4_53_The_files_for_containers_are_those_generated_from_the_migrations()
    {
        var folder = Path.Combine(SharedData.Root, "deploy", "schema");
        var generated = SchemaFiles.Generate();
        if (Environment.GetEnvironmentVariable("ARGONAUT_WRITE_SCHEMA") == "1")
            foreach (var (name, content) in generated) File.WriteAllText(Path.Combine(Directory.CreateDirectory(folder).FullName, name), content);

        Assert.Equal(generated.Select(file => file.Name), Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order());
        foreach (var (name, content) in generated) Assert.Equal(content, File.ReadAllText(Path.Combine(folder, name)));
    }

    [Fact]
    public async Task S4_53_A_database_made_by_those_files_needs_no_migration()
    {
        await using var migrated = await EmptyAsync();
        await ApplyAsync(migrated, Migration.All);
        await using var dataSource = await EmptyAsync();
        foreach (var (_, content) in SchemaFiles.Generate()) await ExecuteAsync(dataSource, content);

        Assert.Equal(Migration.All[^1].Version, await ApplyAsync(dataSource, Migration.All));

        Assert.Equal(await SchemaOfAsync(migrated), await SchemaOfAsync(dataSource));
        Assert.Equal(Migration.All.Length, await ScalarAsync<long>(dataSource, "select count(*) from schema_version"));
    }

    private async Task<NpgsqlDataSource> EmptyAsync() => PostgresDataSource.Create(await server.NewDatabaseAsync(migrated: false, Ct));

    private static Task<int> ApplyAsync(NpgsqlDataSource dataSource, ImmutableArray<Migration> migrations) =>
        Migrator.ApplyAsync(dataSource, migrations, NullLogger.Instance, Ct);

    private static async Task ExecuteAsync(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }

    private static async Task<T> ScalarAsync<T>(NpgsqlDataSource dataSource, string sql)
    {
        await using var command = dataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    /// <summary>Columns, constraints, indexes and functions as lines of text.</summary>
    private static async Task<List<string>> SchemaOfAsync(NpgsqlDataSource dataSource)
    {
        await using var command = dataSource.CreateCommand(
            """
            select line from (
              select format('column %s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid)) as line
              from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
              left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
              where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
              union all
              select format('constraint %s %s', conrelid::regclass, pg_get_constraintdef(oid)) from pg_constraint
              where connamespace = 'public'::regnamespace
              union all
              select 'index ' || indexdef from pg_indexes where schemaname = 'public'
              union all
              select 'function ' || pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
            ) schema where line not like '%schema_version%' order by line
            """);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var lines = new List<string>();
        while (await reader.ReadAsync(Ct)) lines.Add(reader.GetString(0));
        return lines;
    }
}
