using System.Collections.Immutable;
using Argonaut.Catalog.Flat;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Nautilus;
using Argonaut.Catalog.Writing;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Parquet;

namespace Argonaut.Catalog;

/// <summary>
/// Writes market data and instruments into one export directory. The same rows and settings give the same bytes. Files appear only when
/// they are complete, on disk and verified. Exports of different identifiers may run at the same time; each takes one caller.
/// </summary>
/// <param name="root">The export directory; made when it is missing.</param>
/// <param name="listener">Told of each file before and after it gets its name; keeps the ledger.</param>
public sealed class CatalogWriter(string root, ExportSettings settings, IPublishListener? listener = null)
{
    public ExportSettings Settings => settings;

    /// <exception cref="CatalogRefusedException">What is asked for cannot be exported into this directory; says why.</exception>
    public DataExport<MarketEvent> BeginTrades(ExportRequest request)
    {
        RowConverter<MarketEvent> converter = settings.Format == CatalogFormat.Flat
            ? new FlatTradeConverter(request, settings)
            : new TradeConverter(request, settings);
        return Begin(request, converter);
    }

    /// <exception cref="CatalogRefusedException">What is asked for cannot be exported into this directory; says why.</exception>
    public DataExport<MarketEvent> BeginQuotes(ExportRequest request)
    {
        RowConverter<MarketEvent> converter = settings.Format == CatalogFormat.Flat
            ? new FlatQuoteConverter(request)
            : new QuoteConverter(request, settings);
        return Begin(request, converter);
    }

    /// <summary>Bars of one timeframe and price type; open bars are rejected.</summary>
    /// <exception cref="CatalogRefusedException">What is asked for cannot be exported into this directory; says why.</exception>
    public DataExport<Bar> BeginBars(ExportRequest request, Timeframe timeframe, PriceType priceType)
    {
        RowConverter<Bar> converter = settings.Format == CatalogFormat.Flat
            ? new FlatBarConverter(request, timeframe, priceType)
            : new BarConverter(request, timeframe, priceType, settings);
        return Begin(request, converter);
    }

    /// <exception cref="CatalogRefusedException">What is asked for cannot be exported into this directory; says why.</exception>
    public DataExport<MarketEvent> BeginDeltas(ExportRequest request)
    {
        CheckHasForm();
        return Begin(request, new DeltaConverter(request, settings));
    }

    /// <exception cref="CatalogRefusedException">What is asked for cannot be exported into this directory; says why.</exception>
    public DataExport<OrderBookDepthRow> BeginDepths(ExportRequest request)
    {
        CheckHasForm();
        return Begin(request, new DepthConverter(request, settings));
    }

    /// <summary>
    /// Puts the instrument's definition into the catalog, stamped 0: exports of its data need it there. An equal file stays untouched, a
    /// definition with the same precisions is replaced.
    /// </summary>
    /// <exception cref="CatalogRefusedException">The definition breaks a rule, or other precisions are in the catalog.</exception>
    public async Task<ExportedFile> WriteInstrumentAsync(Instrument instrument, CancellationToken ct)
    {
        var type = CatalogType.OfClass(instrument.Class.ToString());
        var id = instrument.Id.Value;
        if (Identifiers.Problem(id, OperatingSystem.IsWindows()) is { } problem) throw new CatalogRefusedException("invalid_instrument_id", problem);
        InstrumentRows.Check(instrument);
        CatalogTarget.CheckPrecision(instrument, settings.Profile);
        CatalogTarget.CheckTableNames(root, type, id);
        var relative = CatalogTarget.FolderOf(type, id);
        var folder = CatalogPaths.Resolve(root, relative);
        var name = new FileInterval(UnixNanos.Zero, UnixNanos.Zero).FileName;
        var path = Path.Combine(folder, name);
        using var partial = new PartialFile(folder, UnixNanos.Zero, InstrumentSchemas.SchemaOf(type.InstrumentClass!), new ParquetWriteOptions
        {
            Codec = settings.Codec,
            Encodings = settings.Encodings,
            KeyValues = InstrumentRows.KeyValues(type.InstrumentClass!),
        });
        InstrumentRows.Append(instrument, partial.Writer.Columns);
        partial.RowAppended(UnixNanos.Zero);
        partial.Finish();
        var state = File.Exists(path) && ExistingFiles.Sha256(path) == partial.Sha256 ? ExportedFileState.Unchanged : ExportedFileState.Written;
        var file = new ExportedFile(
            $"{relative}/{name}", 1, partial.Writer.Bytes, partial.Sha256, partial.Writer.RowGroups, UnixNanos.Zero, UnixNanos.Zero, state);
        if (state == ExportedFileState.Unchanged) return file;
        if (File.Exists(path)) CheckSamePrecision(path, instrument, file.Path);
        partial.Verify();
        if (listener is not null) await listener.PublishingAsync(file, ct);
        partial.Publish(path);
        if (listener is not null) await listener.PublishedAsync(file, CancellationToken.None);
        return file;
    }

    /// <summary>Deletes what a crash left half written. Call it before the first export, when no other process exports.</summary>
    /// <returns>How many files were deleted.</returns>
    public static int DeletePartials(string root)
    {
        var count = 0;
        foreach (var top in new[] { CatalogTarget.DataFolder, FlatPaths.Folder })
        {
            var folder = Path.Combine(root, top);
            if (!Directory.Exists(folder)) continue;
            foreach (var path in Directory.EnumerateFiles(folder, $"*{PartialFile.Marker}*", SearchOption.AllDirectories))
            {
                File.Delete(path);
                count++;
            }
        }

        return count;
    }

    /// <summary>Lower-case hex of a published file's content, to settle the ledger after a crash; null when there is no such file.</summary>
    /// <param name="path">Relative to the export directory, with forward slashes.</param>
    public static string? Sha256Of(string root, string path)
    {
        var full = CatalogPaths.Resolve(root, path);
        return File.Exists(full) ? ExistingFiles.Sha256(full) : null;
    }

    private DataExport<T> Begin<T>(ExportRequest request, RowConverter<T> converter)
        where T : struct
    {
        if (request.From >= request.To) throw new CatalogRefusedException("validation_failed", "The range is empty: start must be before end.");
        ImmutableArray<string> warnings = [];
        if (settings.Format == CatalogFormat.Nautilus)
        {
            CatalogTarget.Check(root, converter.Type, converter.Identifier, request.Instrument, converter.Schema, converter.KeyValues, settings);
            warnings = InstrumentRows.Warnings(request.Instrument);
        }

        return new DataExport<T>(root, request, settings, converter, listener, warnings);
    }

    private void CheckHasForm()
    {
        if (settings.Format == CatalogFormat.Flat)
            throw new CatalogRefusedException("validation_failed", "Order books have no flat form; use format nautilus.");
    }

    private static void CheckSamePrecision(string path, Instrument instrument, string relative)
    {
        foreach (var found in InstrumentRows.Read(path, instrument.Source))
        {
            if (found.PricePrecision == instrument.PricePrecision && found.SizePrecision == instrument.SizePrecision) continue;
            throw new CatalogRefusedException(
                "conflict",
                $"The catalog defines {found.Id} with {found.PricePrecision} and {found.SizePrecision} decimals, not {instrument.PricePrecision} and " +
                $"{instrument.SizePrecision}. Export to another directory.",
                relative);
        }
    }
}
