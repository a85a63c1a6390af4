using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;

namespace Argonaut.Cli;

/// <summary>All that a store holds, as a NautilusTrader catalog: definitions, trades, quotes, changes of order books and bars of every timeframe.</summary>
internal static class CatalogOfStore
{
    private const int BarPage = 10_000;

    /// <exception cref="CliException">Files that are there already cover some of the time.</exception>
    public static async Task WriteAsync(IMarketStore store, string folder, string compression, CancellationToken ct)
    {
        if (!new ExportSettings().TryWithCompression(compression, out var settings)) throw new CliException(ExitCode.WrongUsage, $"There is no compression {compression}.");
        try
        {
            Directory.CreateDirectory(folder);
            foreach (var instrument in await store.LoadInstrumentsAsync(ct)) await WriteAsync(store, instrument, folder, settings, ct);
        }
        catch (CatalogRefusedException e)
        {
            throw new CliException(ExitCode.RefusedBySafetyRule, $"{e.Message} Use an empty folder.");
        }
    }

    private static async Task WriteAsync(IMarketStore store, Instrument instrument, string folder, ExportSettings settings, CancellationToken ct)
    {
        var request = new ExportRequest(instrument, UnixNanos.Zero, UnixNanos.MaxValue);
        var writer = new CatalogWriter(folder, settings);
        await writer.WriteInstrumentAsync(instrument, ct);
        using (var trades = writer.BeginTrades(request)) await WriteAsync(trades, TicksAsync(store, MarketEventKind.Trade, instrument, ct), ct);
        using (var quotes = writer.BeginQuotes(request)) await WriteAsync(quotes, TicksAsync(store, MarketEventKind.Quote, instrument, ct), ct);
        using (var deltas = writer.BeginDeltas(request)) await WriteAsync(deltas, TicksAsync(store, MarketEventKind.BookDelta, instrument, ct), ct);
        foreach (var timeframe in Timeframe.All)
        {
            using var bars = writer.BeginBars(request, timeframe, instrument.BarPriceType);
            await WriteAsync(bars, BarsAsync(store, instrument, timeframe, ct), ct);
        }
    }

    private static async Task WriteAsync<T>(DataExport<T> export, IAsyncEnumerable<ReadOnlyMemory<T>> rows, CancellationToken ct)
        where T : struct
    {
        await foreach (var chunk in rows.WithCancellation(ct))
            if (!chunk.IsEmpty) await export.AppendAsync(chunk, ct);
        var outcome = await export.CompleteAsync(ct);
        if (outcome.RowsSource > 0)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Status,-9} {outcome.DataType,-17} {outcome.Identifier,-40} {outcome.RowsWritten,12:N0} rows"));
    }

    private static IAsyncEnumerable<ReadOnlyMemory<MarketEvent>> TicksAsync(IMarketStore store, MarketEventKind kind, Instrument instrument, CancellationToken ct) =>
        store.StreamTicksAsync(kind, instrument.Key, UnixNanos.Zero, UnixNanos.MaxValue, ct);

    private static async IAsyncEnumerable<ReadOnlyMemory<Bar>> BarsAsync(
        IMarketStore store, Instrument instrument, Timeframe timeframe, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var from = UnixNanos.Zero;
        while (true)
        {
            var page = await store.ReadBarsAsync(new BarQuery(instrument.Key, timeframe, from, UnixNanos.MaxValue, BarPage), ct);
            yield return page.RemoveAll(b => !b.IsClosed).AsMemory();
            if (page.Length < BarPage) yield break;
            from = page[^1].TsOpen + 1;
        }
    }
}
