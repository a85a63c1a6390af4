using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>Days that were packed read like days that were not.</summary>
public sealed class PackedDayTests(PostgresFixture server) : IAsyncLifetime
{
    private const int Days = 4;

    private static readonly UnixNanos First = UnixNanos.FromDate(new DateOnly(2026, 11, 20));

    private PostgresDatabase? _database;
    private PostgresMarketStore? _store;
    private InstrumentKey[] _instruments = [];
    private StreamPosition[] _streams = [];
    private long _next = 1;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresDatabase Database => _database!;

    private PostgresMarketStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync(Ct);
        _store = new PostgresMarketStore(Database.DataSource, new ShiftedTime(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero)), NullLogger.Instance);
        _instruments = [(await Store.SaveInstrumentAsync(Make.Equity("AAA.X"), Ct)).Key, (await Store.SaveInstrumentAsync(Make.Equity("BBB.X", 2, 0), Ct)).Key];
        _streams = [await Store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct), await Store.OpenStreamAsync("SIM", MarketEventKind.Trade, Ct), await Store.OpenStreamAsync("IB", MarketEventKind.Quote, Ct)];
        for (var day = 0; day < Days; day++) await AddDayAsync(day, 1_300);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Fact]
    public async Task Every_reader_sees_packed_days_as_it_saw_their_rows()
    {
        var before = await EverythingAsync();

        foreach (var day in (int[])[0, 2]) await PackAsync(day);

        var after = await EverythingAsync();
        Assert.Equal(before.Keys, after.Keys);
        foreach (var (question, answer) in before) Assert.True(answer == after[question], $"{question} differs after packing");
        Assert.Equal(4, await Database.ScalarAsync<long>("select count(*) from packed_days", Ct));
        Assert.Equal(0, await Database.ScalarAsync<long>($"select count(*) from trade_ticks where ts_event < {First + UnixNanos.PerDay}", Ct));
    }

    [Fact]
    public async Task Ticks_that_come_for_a_packed_day_are_read_in_their_place_and_packed_with_it()
    {
        foreach (var day in (int[])[0, 1]) await PackAsync(day);
        await AddDayAsync(0, 700);
        var late = await EverythingAsync();
        Assert.Equal(1_400, await Database.ScalarAsync<long>($"select count(*) from trade_ticks where ts_event < {First + UnixNanos.PerDay}", Ct));

        await PackAsync(0);

        Assert.Equal(0, await Database.ScalarAsync<long>($"select count(*) from trade_ticks where ts_event < {First + UnixNanos.PerDay}", Ct));
        foreach (var (question, answer) in await EverythingAsync()) Assert.True(late[question] == answer, $"{question} differs after packing again");
    }

    [Fact]
    public async Task A_payload_is_in_its_row_and_needs_no_second_table()
    {
        await PackAsync(0);

        Assert.Equal(0, await Database.ScalarAsync<long>(
            "select count(*) from pg_partition_tree('tick_chunks') p join pg_class c on c.oid = p.relid where p.isleaf and c.reltoastrelid <> 0", Ct));
        Assert.True(await Database.ScalarAsync<long>("select count(*) from tick_chunks where pg_column_size(payload) > 2100", Ct) > 0);
    }

    [Fact]
    public async Task A_reader_beside_the_packer_misses_nothing_and_sees_nothing_twice()
    {
        var query = new TickQuery(MarketEventKind.Trade, _instruments[0], UnixNanos.Zero, UnixNanos.MaxValue, 100_000);
        var expected = await Store.ReadTicksAsync(query, Ct);
        var packing = Task.Run(async () =>
        {
            for (var day = 0; day < Days; day++) await PackAsync(day);
        }, Ct);

        var reads = 0;
        while (!packing.IsCompleted)
        {
            Assert.Equal(expected, await Store.ReadTicksAsync(query, Ct));
            reads++;
        }

        await packing;
        Assert.True(reads > 0);
        Assert.Equal(expected, await Store.ReadTicksAsync(query, Ct));
    }

    [Fact]
    public async Task Rows_that_come_while_a_day_is_packed_leave_it_as_it_was()
    {
        var isAdded = false;
        var packer = new DayPacker(Database.DataSource, TimeProvider.System, NullLogger.Instance, async step =>
        {
            if (step != PackStep.Verified || isAdded) return;
            isAdded = true;
            await AddDayAsync(0, 10);
        });

        var outcome = await packer.PackAsync(TickTable.Trades, await PartitionAsync(TickTable.Trades, 0), Ct);

        Assert.Equal(PackState.Busy, outcome.State);
        Assert.Equal(2_620, await Database.ScalarAsync<long>($"select count(*) from trade_ticks where ts_event < {First + UnixNanos.PerDay}", Ct));
        Assert.Equal(0, await Database.ScalarAsync<long>("select count(*) from tick_chunks", Ct));
    }

    [Fact]
    public async Task A_reader_that_holds_the_table_is_not_disturbed_and_the_day_is_left_for_later()
    {
        await using var reader = await Database.DataSource.OpenConnectionAsync(Ct);
        await using var transaction = await reader.BeginTransactionAsync(Ct);
        await using (var read = reader.CreateCommand())
        {
            read.CommandText = "select count(*) from trade_ticks";
            await read.ExecuteScalarAsync(Ct);
        }

        var outcome = await new DayPacker(Database.DataSource, TimeProvider.System, NullLogger.Instance)
            .PackAsync(TickTable.Trades, await PartitionAsync(TickTable.Trades, 0), Ct);

        Assert.Equal(PackState.Busy, outcome.State);
        Assert.Equal(0, await Database.ScalarAsync<long>("select count(*) from tick_chunks", Ct));
    }

    [Fact]
    public async Task F_218_A_damaged_chunk_is_named_and_the_rest_is_read()
    {
        await PackAsync(0);
        await Database.ExecuteAsync(
            $"update trade_chunks set payload = set_byte(payload, 100, get_byte(payload, 100) # 1) where kind = 1 and instrument = {_instruments[0].Value} and part = 1", Ct);
        var damaged = new TickQuery(MarketEventKind.Trade, _instruments[0], UnixNanos.Zero, UnixNanos.MaxValue, 100_000);

        var error = await Assert.ThrowsAsync<RangeUnreadableException>(() => Store.ReadTicksAsync(damaged, Ct));
        await Assert.ThrowsAsync<RangeUnreadableException>(() => StreamAsync(_instruments[0], UnixNanos.Zero, UnixNanos.MaxValue));

        Assert.Equal("trade_chunks", error.Relation);
        Assert.Equal(2_600, (await Store.ReadTicksAsync(damaged with { From = First + UnixNanos.PerDay, To = First + 3 * UnixNanos.PerDay }, Ct)).Length);
        Assert.Equal(5_200, (await Store.ReadTicksAsync(damaged with { Instrument = _instruments[1] }, Ct)).Length);
    }

    [Fact]
    public async Task An_empty_day_leaves_neither_rows_nor_chunks()
    {
        await Database.ExecuteAsync("create table trade_ticks_20200101 partition of trade_ticks for values from (1577836800000000000) to (1577923200000000000)", Ct);
        await using var connection = await Database.DataSource.OpenConnectionAsync(Ct);
        var day = (await DayPartition.ListAsync(connection, DayTable.Trades, withBytes: true, Ct))[0];

        var outcome = await new DayPacker(Database.DataSource, TimeProvider.System, NullLogger.Instance).PackAsync(TickTable.Trades, day, Ct);

        Assert.Equal(PackState.Empty, outcome.State);
        Assert.Equal(0, await Database.ScalarAsync<long>("select count(*) from packed_days", Ct));
    }

    /// <summary>Trades of two streams and two instruments and quotes; some are received long after they happened.</summary>
    private async Task AddDayAsync(int day, int each)
    {
        var midnight = First + day * UnixNanos.PerDay;
        var random = new Random(day * 1_000 + each);
        foreach (var stream in _streams)
        {
            var isQuote = stream == _streams[2];
            var ticks = new MarketEvent[each];
            for (var i = 0; i < each; i++)
            {
                var at = midnight + random.NextInt64(UnixNanos.PerDay / 1_000_000_000) * 1_000_000_000;   // many fall on the same second
                var lag = random.Next(100) == 0 ? random.NextInt64(UnixNanos.PerDay * 3) : random.NextInt64(2_000_000_000);
                var tick = Make.Trade(_instruments[i % 2], stream.Stream, _next++, at, at + lag);
                ticks[i] = isQuote ? Make.Quote(_instruments[i % 2], stream.Stream, tick.Sequence) with { TsEvent = tick.TsEvent, TsInit = tick.TsInit } : tick;
            }

            await Store.CommitAsync(isQuote ? new StoreBatch { Quotes = ticks } : new StoreBatch { Trades = ticks }, Ct);
        }
    }

    private async Task PackAsync(int day)
    {
        var packer = new DayPacker(Database.DataSource, TimeProvider.System, NullLogger.Instance);
        foreach (var table in (TickTable[])[TickTable.Trades, TickTable.Quotes])
        {
            if (await FindAsync(table, day) is not { } partition) continue;
            PackOutcome outcome;
            do outcome = await packer.PackAsync(table, partition, Ct);
            while (outcome.State == PackState.Busy);      // a reader beside it had the table
            Assert.Equal(PackState.Packed, outcome.State);
        }
    }

    private async Task<DayPartition> PartitionAsync(TickTable table, int day) => (await FindAsync(table, day))!;

    private async Task<DayPartition?> FindAsync(TickTable table, int day)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync(Ct);
        return (await DayPartition.ListAsync(connection, table.Days, withBytes: true, Ct)).Find(one => one.From == (First + day * UnixNanos.PerDay).Value);
    }

    /// <summary>The answers of all readers as text, by question.</summary>
    private async Task<SortedDictionary<string, string>> EverythingAsync()
    {
        var answers = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var instrument in _instruments)
        foreach (var kind in (MarketEventKind[])[MarketEventKind.Trade, MarketEventKind.Quote])
        {
            answers[$"latest {kind} {instrument}"] = $"{await Store.LatestTickAsync(kind, instrument, Ct)}";
            foreach (var isDescending in (bool[])[false, true])
            {
                foreach (var limit in (int[])[1, 500, 100_000])
                foreach (var (from, to) in ((long, long)[])[(0, Days), (0, 1), (1, 3), (2, 2)])
                {
                    var query = new TickQuery(kind, instrument, First + from * UnixNanos.PerDay + 17, First + to * UnixNanos.PerDay + UnixNanos.PerHour, limit, isDescending);
                    answers[$"page {query}"] = Text(await Store.ReadTicksAsync(query, Ct));
                }

                answers[$"pages {kind} {instrument} {isDescending}"] = Text(await PagesAsync(kind, instrument, isDescending));
            }

            answers[$"stream all {kind} {instrument}"] = Text(await StreamAsync(instrument, UnixNanos.Zero, UnixNanos.MaxValue, kind));
            answers[$"stream part {kind} {instrument}"] = Text(await StreamAsync(instrument, First + UnixNanos.PerHour, First + 2 * UnixNanos.PerDay + 5, kind));
        }

        answers["coverage"] = string.Join('\n', (await Store.CoverageAsync(Ct)).OrderBy(row => (row.Kind, row.Instrument.Value)));
        foreach (var kind in (MarketEventKind[])[MarketEventKind.Trade, MarketEventKind.Quote])
            answers[$"days {kind}"] = string.Join('\n', await new PostgresDayCoverage(Database.DataSource).ReadAsync(kind, null, First, First + Days * UnixNanos.PerDay, Ct));
        answers["coverage of a day"] = string.Join('\n', (await Store.CoverageAsync(First, First + UnixNanos.PerDay, Ct)).OrderBy(row => (row.Kind, row.Instrument.Value)));
        foreach (var sql in (string[])[
            "select string_agg(t::text, E'\n' order by t.timestamp_ns, t.ts_init, t.sequence_num) from market_ticks t",
            "select string_agg(t::text, E'\n' order by t.timestamp_ns, t.ts_init, t.sequence_num) from market_quotes t",
            "select string_agg(t::text, E'\n') from market_latest('IB', 'AAA.X') t",
            $"select string_agg(t::text, E'\n') from market_range('IB', 'BBB.X', {First + UnixNanos.PerHour}, {First + 2 * UnixNanos.PerDay}, 2500) t",
            $"select string_agg(t::text, E'\n') from market_range('IB', 'BBB.X', {First + 20 * UnixNanos.PerHour}, {First + 9 * UnixNanos.PerDay}, 100) t",
            "select string_agg(t::text, E'\n' order by t.instrument_id) from latest_ticks t",
            "select string_agg(t::text, E'\n' order by t.instrument_id) from latest_quotes t"])
            answers[sql] = await Database.ScalarAsync<string>(sql, Ct);
        return answers;
    }

    private async Task<ImmutableArray<MarketEvent>> PagesAsync(MarketEventKind kind, InstrumentKey instrument, bool isDescending)
    {
        var all = ImmutableArray.CreateBuilder<MarketEvent>();
        TickCursor? after = null;
        while (true)
        {
            var page = await Store.ReadTicksAsync(new TickQuery(kind, instrument, UnixNanos.Zero, UnixNanos.MaxValue, 337, isDescending, after), Ct);
            all.AddRange(page);
            if (page.Length < 337) return all.ToImmutable();
            after = new TickCursor(page[^1].TsEvent, page[^1].TsInit, page[^1].Stream, page[^1].Sequence);
        }
    }

    private async Task<List<MarketEvent>> StreamAsync(InstrumentKey instrument, UnixNanos from, UnixNanos to, MarketEventKind kind = MarketEventKind.Trade)
    {
        var all = new List<MarketEvent>();
        await foreach (var piece in Store.StreamTicksAsync(kind, instrument, from, to, Ct)) all.AddRange(piece.Span);
        return all;
    }

    /// <summary>Ends, number and checksum: equal for equal sequences.</summary>
    private static string Text(IReadOnlyList<MarketEvent> ticks)
    {
        var digest = default(TickDigest);
        foreach (var tick in ticks) digest.Add(tick);
        return ticks.Count == 0 ? "none" : $"{ticks.Count} from {ticks[0]} to {ticks[^1]}, {digest.GetHashCode()}";
    }
}
