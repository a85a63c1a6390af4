using System.Collections.Immutable;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Postgres;
using Argonaut.Postgres.Packing;
using Argonaut.Postgres.Store;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Argonaut.Integration.Postgres;

/// <summary>Book deltas in the store: as ticks, with a table, a stream and a watermark of their own.</summary>
public sealed class BookDeltaTests(PostgresFixture server) : IAsyncLifetime
{
    private static readonly UnixNanos Day = UnixNanos.FromDate(new DateOnly(2026, 11, 20));

    private readonly ShiftedTime _time = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private PostgresDatabase? _database;
    private PostgresMarketStore? _store;
    private Instrument? _instrument;
    private StreamPosition? _stream;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private PostgresDatabase Database => _database!;

    private PostgresMarketStore Store => _store!;

    private InstrumentKey Key => _instrument!.Key;

    public async ValueTask InitializeAsync()
    {
        _database = await server.CreateDatabaseAsync(Ct);
        _store = new PostgresMarketStore(Database.DataSource, _time, NullLogger.Instance);
        _instrument = await Store.SaveInstrumentAsync(Make.Equity(), Ct);
        _stream = await Store.OpenStreamAsync("IB", MarketEventKind.BookDelta, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (_store is not null) await _store.DisposeAsync();
        if (_database is not null) await _database.DisposeAsync();
    }

    [Fact]
    public async Task Deltas_are_stored_with_trades_and_quotes_in_one_transaction_and_read_back_exactly()
    {
        var trades = await Store.OpenStreamAsync("IB", MarketEventKind.Trade, Ct);
        var deltas = Deltas(1, 500);

        await Store.CommitAsync(new StoreBatch { BookDeltas = deltas, Trades = new[] { Make.Trade(Key, trades.Stream, 1) } }, Ct);

        Assert.Equal(deltas, await StreamedAsync());
        Assert.Equal(deltas, await Store.ReadTicksAsync(new TickQuery(MarketEventKind.BookDelta, Key, UnixNanos.Zero, UnixNanos.MaxValue, 1_000), Ct));
        Assert.Equal(deltas[^1], await Store.LatestTickAsync(MarketEventKind.BookDelta, Key, Ct));
        Assert.Equal(new StreamPosition(_stream!.Stream, 500, deltas[^1].TsInit), await Store.OpenStreamAsync("IB", MarketEventKind.BookDelta, Ct));
        Assert.NotEqual(trades.Stream, _stream.Stream);
    }

    [Fact]
    public async Task Deltas_that_are_stored_already_are_refused_as_a_whole()
    {
        await Store.CommitAsync(new StoreBatch { BookDeltas = Deltas(1, 10) }, Ct);

        await Assert.ThrowsAnyAsync<Exception>(() => Store.CommitAsync(new StoreBatch { BookDeltas = Deltas(5, 10) }, Ct));

        Assert.Equal(10, (await StreamedAsync()).Length);
    }

    [Fact]
    public async Task Packed_deltas_read_like_their_rows_and_count_as_many()
    {
        var deltas = Deltas(1, 2_300);
        await Store.CommitAsync(new StoreBatch { BookDeltas = deltas }, Ct);
        var before = await Store.CoverageAsync(Ct);
        await using var connection = await Database.DataSource.OpenConnectionAsync(Ct);
        var day = (await DayPartition.ListAsync(connection, DayTable.Deltas, withBytes: false, Ct)).Single(one => one.From == Day.Value);

        var outcome = await new DayPacker(Database.DataSource, _time, NullLogger.Instance).PackAsync(TickTable.Deltas, day, Ct);

        Assert.Equal((PackState.Packed, 2_300L), (outcome.State, outcome.Ticks));
        Assert.Equal(0, await Database.ScalarAsync<long>("select count(*) from book_deltas", Ct));
        Assert.Equal(deltas, await StreamedAsync());
        Assert.Equal(deltas[100..200], await Store.ReadTicksAsync(new TickQuery(MarketEventKind.BookDelta, Key, deltas[100].TsEvent, deltas[200].TsEvent, 1_000), Ct));
        Assert.Equal(deltas[^1], await Store.LatestTickAsync(MarketEventKind.BookDelta, Key, Ct));
        Assert.Equal(before, await Store.CoverageAsync(Ct));
        Assert.Equal(new CoverageRow(Key, MarketEventKind.BookDelta, null, deltas[0].TsEvent, deltas[^1].TsEvent, 2_300, false), Assert.Single(before));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_person_sees_actions_and_sides_by_name(bool isPacked)
    {
        await Store.CommitAsync(new StoreBatch { BookDeltas = Deltas(1, 4) }, Ct);
        if (isPacked) await PackAsync();

        Assert.Equal(
            "CLEAR  0.00000000 0.00000000 160 1; ADD BUY 150.24000000 3.00000000 128 2; UPDATE SELL 150.25000000 4.00000000 128 3; DELETE BUY 150.24000000 0.00000000 0 4",
            await Database.ScalarAsync<string>(
                "select string_agg(concat(action, ' ', side, ' ', price, ' ', size, ' ', flags, ' ', sequence_num), '; ' order by sequence_num) from market_book_deltas where instrument_id = 'AAPL.NASDAQ'", Ct));
    }

    [Fact]
    public async Task Old_days_go_with_the_period_of_quotes_when_a_file_holds_them()
    {
        await Store.CommitAsync(new StoreBatch { BookDeltas = Deltas(1, 100) }, Ct);
        using var maintenance = new PostgresMaintenance(Database.DataSource, new RetentionPolicy { Ticks = null, Quotes = 1, PackAfter = null }, _time, NullLogger.Instance);

        var kept = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);
        var deltas = await StreamedAsync();
        var ledger = new PostgresExportLedger(Database.DataSource);
        var identity = new ExportIdentity("order_book_deltas", "AAPL.NASDAQ", Day, Day + UnixNanos.PerDay, "v1-hp");
        var file = new ExportRecord(identity, "data/order_book_deltas/AAPL.NASDAQ/x.parquet", 100, 1, "00", deltas[0].TsInit, deltas[^1].TsInit, ExportState.Publishing, "");
        await ledger.BeginAsync(file, Ct);
        await ledger.PublishedAsync(file.Path, Ct);
        var gone = await maintenance.RetainAsync(isDryRun: false, (_, _) => { }, Ct);

        Assert.Equal(KeptReason.NotExported, Assert.Single(kept.Items).Kept);
        var item = Assert.Single(gone.Items);
        Assert.Equal((RetentionKind.Quotes, 100L, true, (KeptReason?)null), (item.Kind, item.Rows, item.IsExported, item.Kept));
        Assert.Empty(await StreamedAsync());
    }

    [Fact]
    public async Task The_coming_days_have_their_partitions()
    {
        using var maintenance = new PostgresMaintenance(Database.DataSource, new RetentionPolicy(), _time, NullLogger.Instance);
        await maintenance.RoundAsync(Ct);

        Assert.Equal(4, await Database.ScalarAsync<long>("select count(*) from pg_inherits where inhparent = 'book_deltas'::regclass", Ct));
    }

    /// <summary>A millisecond apart from the begin of the day on: a clear, and then adds, updates and deletes in turn.</summary>
    private MarketEvent[] Deltas(long first, int count) =>
    [
        .. Enumerable.Range(0, count).Select(i => first + i).Select(sequence =>
        {
            var at = Day + sequence * UnixNanos.PerMillisecond;
            var delta = (sequence % 4) switch
            {
                1 => new BookDelta(Key, BookAction.Clear, OrderSide.NoOrderSide, 0, 0, RecordFlags.Snapshot | RecordFlags.Last, at, at),
                2 => new BookDelta(Key, BookAction.Add, OrderSide.Buy, 15_024_000_000, 300_000_000, RecordFlags.Last, at, at),
                3 => new BookDelta(Key, BookAction.Update, OrderSide.Sell, 15_025_000_000, 400_000_000, RecordFlags.Last, at, at),
                _ => new BookDelta(Key, BookAction.Delete, OrderSide.Buy, 15_024_000_000, 0, RecordFlags.None, at, at),
            };
            return MarketEvent.From(delta) with { Stream = _stream!.Stream, Sequence = sequence };
        }),
    ];

    private async Task PackAsync()
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync(Ct);
        var day = (await DayPartition.ListAsync(connection, DayTable.Deltas, withBytes: false, Ct)).Single(one => one.From == Day.Value);
        await new DayPacker(Database.DataSource, _time, NullLogger.Instance).PackAsync(TickTable.Deltas, day, Ct);
    }

    private async Task<ImmutableArray<MarketEvent>> StreamedAsync()
    {
        var rows = ImmutableArray.CreateBuilder<MarketEvent>();
        await foreach (var chunk in Store.StreamTicksAsync(MarketEventKind.BookDelta, Key, default, UnixNanos.MaxValue, Ct)) rows.AddRange(chunk.Span);
        return rows.ToImmutable();
    }
}
