using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Catalog.Reading;
using Argonaut.Catalog.Verification;
using Argonaut.Domain;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Numbers;
using Argonaut.Integration.Postgres;
using Argonaut.Server.Export;
using Argonaut.SimulatedGateway.Contracts;
using Argonaut.SimulatedGateway.Market;
using Argonaut.Trading.Books;
using Xunit;

namespace Argonaut.Integration.Walks;

/// <summary>An order book from the gateway over the wire, ingestion and PostgreSQL into a catalog: at each step it is the gateway's own book.</summary>
public sealed class DepthPathTests(PostgresFixture postgres) : IDisposable
{
    private const int Rows = 10;
    private const int Quotes = 600;

    private readonly string _catalog = Directory.CreateTempSubdirectory("argonaut-depth-").FullName;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_book_of_the_gateway_is_stored_exported_and_made_again()
    {
        await using var database = await postgres.CreateDatabaseAsync(Ct);
        var quotes = Walk();
        var market = new ReplayMarket([ReplaySeries.Of(InstrumentId.Parse("AAPL.NASDAQ"), MarketEventKind.Quote, 2, 0, quotes)], double.PositiveInfinity, TimeProvider.System);
        await using var path = await RecordingPath.StartAsync(database, market, Ct);
        var contract = market.Contracts.All.Single();

        // The recording begins to play when the depth line listens.
        var instrument = await path.RecordAsync("AAPL.NASDAQ", Ct, KindSet.Of(MarketEventKind.BookDelta));
        var books = quotes.Select(quote => Sides(quote, contract, instrument)).ToList();
        await path.UntilAsync(() => path.Recorder.Book(instrument.Key, Rows) is { } book && Same((book.Bids, book.Asks), books[^1]) && market.Completed.IsCompleted, Ct);
        await path.UntilAsync(() => path.Recorder.Counters.InFlight == 0, Ct);

        var stored = await path.StoredAsync(MarketEventKind.BookDelta, instrument, Ct);
        Assert.Equal(path.Recorder.Counters.Of(MarketEventKind.BookDelta).Acknowledged, stored.Length);
        Assert.Equal(Enumerable.Range(1, stored.Length).Select(i => (long)i), stored.Select(d => d.Sequence));
        Assert.Equal((BookAction.Clear, (RecordFlags)160), (stored[0].BookDelta.Action, stored[0].BookDelta.Flags));
        AssertPassesThrough(books, stored.Select(d => d.BookDelta));

        var (deltas, depths) = await ExportAsync(path, instrument);
        Assert.Equal(stored.Select(d => d.BookDelta with { TsEvent = default, TsInit = default }), DeltasOf(deltas, instrument));
        AssertPassesThrough(books, DeltasOf(deltas, instrument));
        AssertPassesThrough(books, DepthsOf(depths, instrument));
        Assert.Empty(FileVerifier.Verify(deltas).Problems);
        Assert.Empty(FileVerifier.Verify(depths).Problems);
    }

    public void Dispose() => Directory.Delete(_catalog, recursive: true);

    /// <summary>A best bid and offer that wanders, a second apart.</summary>
    private static ImmutableArray<MarketEvent> Walk()
    {
        var random = new Random(23);
        var (bid, start) = (150_25L, new UnixNanos(1_703_516_400_000_000_000));
        var quotes = ImmutableArray.CreateBuilder<MarketEvent>();
        for (var i = 0; i < Quotes; i++)
        {
            bid += random.Next(-3, 4);
            var ask = bid + 1 + random.Next(3);
            var at = start + i * UnixNanos.PerSecond;
            quotes.Add(new MarketEvent(
                MarketEventKind.Quote, new InstrumentKey(1), bid * 1_000_000, ask * 1_000_000, (1 + random.Next(9)) * 10_000_000_000, (1 + random.Next(9)) * 10_000_000_000,
                TickFlags.None, at, at));
        }

        return quotes.ToImmutable();
    }

    /// <summary>The gateway's own book at a quote, at the scales of the instrument.</summary>
    private static (ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks) Sides(in MarketEvent quote, SimulatedContract contract, Instrument instrument)
    {
        var tick = new MarketTick(MarketEventKind.Quote, quote.A, quote.B, quote.C, quote.D, 0, 0, quote.TsEvent, quote.TsInit);
        return (Side(tick, isBid: true), Side(tick, isBid: false));

        ImmutableArray<BookLevel> Side(in MarketTick at, bool isBid) =>
        [
            .. DepthBook.Side(at, contract, isBid, Rows).Select(row => new BookLevel(
                row.Price * FixedPoint.PowerOfTen(instrument.PriceScale - contract.WirePriceScale), row.Size * FixedPoint.PowerOfTen(instrument.SizeScale - contract.SizeScale))),
        ];
    }

    /// <summary>Between two quotes the wire brings row after row; at the end of each quote the book is the gateway's.</summary>
    private static void AssertPassesThrough(List<(ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks)> books, IEnumerable<BookDelta> deltas)
    {
        var book = new LevelBook();
        AssertPassesThrough(books, States());

        IEnumerable<(ImmutableArray<BookLevel>, ImmutableArray<BookLevel>)> States()
        {
            foreach (var delta in deltas)
            {
                Assert.True(book.Apply(delta), $"{delta} does not fit the book before it");
                if (delta.IsLast) yield return book.Copy(Rows);
            }
        }
    }

    private static void AssertPassesThrough(
        List<(ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks)> books, IEnumerable<(ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks)> states)
    {
        var reached = 0;
        var last = default((ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks));
        foreach (var state in states)
        {
            last = state;
            while (reached < books.Count && Same(state, books[reached])) reached++;
        }

        Assert.Equal(books.Count, reached);
        Assert.True(Same(last, books[^1]));
    }

    private async Task<(string Deltas, string Depths)> ExportAsync(RecordingPath path, Instrument instrument)
    {
        var writer = new CatalogWriter(_catalog, new ExportSettings());
        await writer.WriteInstrumentAsync(instrument, Ct);
        var request = new ExportRequest(instrument, UnixNanos.Zero, UnixNanos.MaxValue);
        var deltas = await WriteAsync(writer.BeginDeltas(request), path.Store.StreamTicksAsync(MarketEventKind.BookDelta, instrument.Key, UnixNanos.Zero, UnixNanos.MaxValue, Ct));
        var depths = await WriteAsync(writer.BeginDepths(request), DepthRows.ReadAsync(path.Store, instrument.Key, UnixNanos.Zero, UnixNanos.MaxValue, Ct));
        return (deltas, depths);
    }

    private async Task<string> WriteAsync<T>(DataExport<T> export, IAsyncEnumerable<ReadOnlyMemory<T>> rows)
        where T : struct
    {
        using (export)
        {
            await foreach (var chunk in rows.WithCancellation(Ct)) await export.AppendAsync(chunk, Ct);
            var outcome = await export.CompleteAsync(Ct);
            Assert.Equal(("success", outcome.RowsSource), (outcome.Status, outcome.RowsWritten));
            return Path.Combine(_catalog, Assert.Single(outcome.Files).Path);
        }
    }

    private static IEnumerable<BookDelta> DeltasOf(string file, Instrument instrument)
    {
        using var opened = CatalogFile.Open(file);
        foreach (var batch in opened.ReadBatches())
            for (var row = 0; row < batch.Rows; row++)
                yield return new BookDelta(
                    instrument.Key, (BookAction)batch.Int64("action", row)!.Value, (OrderSide)batch.Int64("side", row)!.Value,
                    Mantissa(batch.Display("price", row)!, instrument.PriceScale), Mantissa(batch.Display("size", row)!, instrument.SizeScale),
                    (RecordFlags)batch.Int64("flags", row)!.Value, default, default);
    }

    private static IEnumerable<(ImmutableArray<BookLevel>, ImmutableArray<BookLevel>)> DepthsOf(string file, Instrument instrument)
    {
        using var opened = CatalogFile.Open(file);
        foreach (var batch in opened.ReadBatches())
            for (var row = 0; row < batch.Rows; row++)
                yield return (Side(batch, row, "bid"), Side(batch, row, "ask"));

        ImmutableArray<BookLevel> Side(CatalogBatch batch, int row, string side) =>
        [
            .. Enumerable.Range(0, Rows).Where(i => batch.Int64($"{side}_count_{i}", row) == 1).Select(i => new BookLevel(
                Mantissa(batch.Display($"{side}_price_{i}", row)!, instrument.PriceScale), Mantissa(batch.Display($"{side}_size_{i}", row)!, instrument.SizeScale))),
        ];
    }

    private static long Mantissa(string text, byte scale) =>
        FixedPoint.TryParse(text, scale, out var mantissa) == NumberParse.Ok ? mantissa : throw new FormatException(text);

    private static bool Same((ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks) a, (ImmutableArray<BookLevel> Bids, ImmutableArray<BookLevel> Asks) b) =>
        a.Bids.SequenceEqual(b.Bids) && a.Asks.SequenceEqual(b.Asks);
}
