using System.Collections.Immutable;
using Argonaut.Catalog;
using Argonaut.Catalog.Layout;
using Argonaut.Catalog.Reading;
using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Data;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Http;

namespace Argonaut.Server.Import;

/// <summary>
/// Reads files of NautilusTrader into the store. What is stored already is told by its values and left out, so an import may be repeated and
/// may be interrupted; a row whose place holds other values is a conflict, and what is stored stays (faults.md F-605).
/// </summary>
internal sealed class ImportService(ServerContext server)
{
    private const int BatchRows = 10_000;
    private const int BarRows = 2_000;

    private static readonly ImmutableArray<string> Always =
    [
        "trade_id is not kept: an export makes it from the place of the row in the database.",
        "Bars are taken from the files as they are; none are made from imported ticks.",
    ];

    public async Task<(ImportItem? Result, Problem? Problem)> RunAsync(ImportOrder order, string? jobId, Action<double, long> report, CancellationToken ct)
    {
        try
        {
            var scan = await Task.Run(() => ImportScan.Read(order.FullPath, order.Source), ct);
            if (order is { IsDryRun: false, RefuseConflicts: true })
            {
                var plan = await RunAsync(order with { IsDryRun = true }, scan, jobId, (share, rows) => report(share / 2, rows), ct);
                if (plan.RowsConflict > 0)
                    return (null, Problem.Of(ProblemKinds.Conflict, $"{plan.RowsConflict} rows differ from what is stored at their place; nothing was written. The dry run lists them."));
            }

            return (await RunAsync(order, scan, jobId, report, ct), null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, Problem.Of(ProblemKinds.ValidationFailed, $"The files cannot be read any more: {order.Path}."));
        }
        catch (Exception e) when (e is StoreUnavailableException or RangeUnreadableException)
        {
            return (null, Problem.Of(ProblemKinds.DatabaseUnavailable, $"{e.Message} What was written stays; repeating the import does the rest."));
        }
    }

    private async Task<ImportItem> RunAsync(ImportOrder order, ImportScan scan, string? jobId, Action<double, long> report, CancellationToken ct)
    {
        var wanted = scan.Series.Where(s => order.Instruments is not { } only || only.Contains(s.InstrumentId)).ToImmutableArray();
        var total = Math.Max(1, wanted.Sum(s => s.Rows));
        var items = ImmutableArray.CreateBuilder<ImportSeriesItem>();
        var made = new SortedSet<string>(StringComparer.Ordinal);
        long before = 0;
        foreach (var series in wanted)
        {
            var name = order.Names.GetValueOrDefault(series.InstrumentId, series.InstrumentId);
            var (instrument, definition) = await DefineAsync(order, scan, name, series.InstrumentId, ct);
            if (definition == "from_files") made.Add(name);
            var tally = new SeriesTally(series, name, definition);
            var done = before;
            if (instrument is null) tally.RefuseRest($"{name} is not known here and the files do not define it: add it on the Watchlist page first, or add its definition to the folder.");
            else await TakeAsync(order, series, instrument, tally, () => report(Math.Min(0.99, (double)(done + tally.Seen) / total), done + tally.Seen), ct);
            items.Add(tally.ToItem());
            before += series.Rows;
            report(Math.Min(0.99, (double)before / total), before);
        }

        return ToItem(order, jobId, scan, items.ToImmutable(), [.. made]);
    }

    /// <summary>The instrument as it is known here, else as the files define it; that one is made known unless nothing may be written.</summary>
    private async Task<(Instrument? Instrument, string Definition)> DefineAsync(ImportOrder order, ImportScan scan, string name, string inFiles, CancellationToken ct)
    {
        if (!InstrumentId.TryParse(name, out var id)) return (null, "missing");
        if (server.Market.TryFind(id, out var known)) return (known, "known");
        if (scan.Definitions.LastOrDefault(d => d.Id.Value == inFiles) is not { } defined) return (null, "missing");
        defined = defined with { Id = id, IsSimulated = server.IsSimulated };
        return (order.IsDryRun ? defined : await server.Parts.Recorder.AdoptAsync(defined, ct), "from_files");
    }

    private async Task TakeAsync(ImportOrder order, ImportSeries series, Instrument instrument, SeriesTally tally, Action report, CancellationToken ct)
    {
        if (series.PriceType is { } price && !price.Equals(instrument.BarPriceType.ToString(), StringComparison.OrdinalIgnoreCase))
        {
            tally.RefuseRest($"Bars of {instrument.Id} are kept of {instrument.BarPriceType.ToString().ToUpperInvariant()} prices, not of {price}.");
            return;
        }

        try
        {
            if (series.Type == CatalogType.Bar) await TakeBarsAsync(order, series, instrument, tally, report, ct);
            else await TakeTicksAsync(order, series, instrument, tally, report, ct);
        }
        catch (CatalogRefusedException e)
        {
            tally.RefuseRest(e.Message);
        }
    }

    private async Task TakeTicksAsync(ImportOrder order, ImportSeries series, Instrument instrument, SeriesTally tally, Action report, CancellationToken ct)
    {
        var kind = series.Type == CatalogType.TradeTick ? MarketEventKind.Trade : MarketEventKind.Quote;
        var (from, to) = BoundsOf(series);
        // What is compared must not be deleted meanwhile.
        using var hold = await server.Parts.Maintenance.HoldAsync(from, to, ct);
        await using var stored = new StoredRows(
            instrument.Key.Value == 0 ? AsyncEnumerable.Empty<ReadOnlyMemory<MarketEvent>>() : server.Store.StreamTicksAsync(kind, instrument.Key, from, to, ct), ct);
        var grid = PriceStep.Of(instrument);
        var fresh = new List<MarketEvent>(BatchRows);
        var group = new List<MarketEvent>();
        foreach (var tick in series.ReadTicks(instrument.Key, instrument.PriceScale, instrument.SizeScale, tally.Refuse, n => tally.Rounded += n))
        {
            if (group.Count > 0 && group[0].TsInit != tick.TsInit)
            {
                await SettleAsync();
                if (fresh.Count >= BatchRows) await WriteAsync();
            }

            group.Add(tick);
        }

        await SettleAsync();
        await WriteAsync();

        async Task SettleAsync()
        {
            if (group.Count == 0) return;
            ct.ThrowIfCancellationRequested();
            Settle(instrument, group, await stored.AtAsync(group[0].TsInit), grid, fresh, tally);
            group.Clear();
        }

        async Task WriteAsync()
        {
            report();
            if (!order.IsDryRun && fresh.Count > 0) await server.Parts.Imports.StoreAsync(instrument.Source, kind, fresh.ToArray(), [], ct);
            fresh.Clear();
        }
    }

    /// <summary>Sorts the rows of one <c>ts_init</c> against what is stored there; equal ones as often as they are stored.</summary>
    private static void Settle(
        Instrument instrument, List<MarketEvent> rows, List<MarketEvent> stored, PriceStep grid, List<MarketEvent> fresh, SeriesTally tally)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            var same = stored.FindIndex(s => IsSame(s, row));
            if (same < 0) continue;
            stored.RemoveAt(same);
            tally.Took(row.TsInit, RowState.Duplicate);
            rows[i] = default;
        }

        foreach (var row in rows)
        {
            if (row.Kind == default) continue;
            var other = stored.FindIndex(s => s.TsEvent == row.TsEvent);
            if (other >= 0)
            {
                tally.Took(row.TsInit, RowState.Conflict);
                tally.ConflictAt($"The file has {SeriesTally.Text(instrument, row)}, stored is {SeriesTally.Text(instrument, stored[other])}.");
                stored.RemoveAt(other);
                continue;
            }

            tally.Took(row.TsInit, RowState.New);
            var isOff = !grid.Holds(row.A) || (row.Kind == MarketEventKind.Quote && !grid.Holds(row.B));
            if (isOff) tally.OffGrid++;
            fresh.Add(isOff ? row with { Flags = row.Flags | TickFlags.OffGrid } : row);
        }
    }

    private async Task TakeBarsAsync(ImportOrder order, ImportSeries series, Instrument instrument, SeriesTally tally, Action report, CancellationToken ct)
    {
        var (from, to) = BoundsOf(series);
        using var hold = await server.Parts.Maintenance.HoldAsync(from, to, ct);
        var batch = new List<Bar>(BarRows);
        foreach (var bar in series.ReadBars(instrument.Key, instrument.PriceScale, instrument.SizeScale, tally.Refuse, n => tally.Rounded += n))
        {
            batch.Add(bar);
            if (batch.Count == BarRows) await SettleAsync();
        }

        await SettleAsync();

        async Task SettleAsync()
        {
            if (batch.Count == 0) return;
            ct.ThrowIfCancellationRequested();
            var (first, last) = (batch.Min(b => b.TsOpen), batch.Max(b => b.TsOpen));
            var stored = instrument.Key.Value == 0 ? [] : (await server.Store.ReadBarsAsync(
                new BarQuery(instrument.Key, series.Timeframe!.Value, first, last + 1, int.MaxValue), ct)).ToDictionary(b => b.TsOpen);
            var fresh = new List<Bar>();
            foreach (var bar in batch)
            {
                if (!stored.TryGetValue(bar.TsOpen, out var known))
                {
                    tally.Took(bar.TsEvent, RowState.New);
                    stored[bar.TsOpen] = bar;
                    fresh.Add(bar);
                }
                else if ((known.Open, known.High, known.Low, known.Close, known.Volume) == (bar.Open, bar.High, bar.Low, bar.Close, bar.Volume))
                {
                    tally.Took(bar.TsEvent, RowState.Duplicate);
                }
                else
                {
                    tally.Took(bar.TsEvent, RowState.Conflict);
                    tally.ConflictAt($"The file has {SeriesTally.Text(instrument, bar)}; stored is {SeriesTally.Text(instrument, known)}.");
                }
            }

            if (!order.IsDryRun && fresh.Count > 0)
                await server.Parts.Imports.StoreAsync(instrument.Source, MarketEventKind.Bar, Memory<MarketEvent>.Empty, fresh, ct);
            batch.Clear();
            report();
        }
    }

    private static bool IsSame(in MarketEvent stored, in MarketEvent row) =>
        stored.TsEvent == row.TsEvent && stored.A == row.A && stored.B == row.B && stored.C == row.C && stored.D == row.D
        && ((short)stored.Flags & 3) == ((short)row.Flags & 3);

    /// <summary>The range that holds every row: of <c>ts_init</c>, and of the opens of its bars.</summary>
    private static (UnixNanos From, UnixNanos To) BoundsOf(ImportSeries series)
    {
        var isKnown = series.Files.All(f => f.Bounds is not null);
        var from = isKnown ? series.Files.Min(f => f.Bounds!.Value.Start) : UnixNanos.Zero;
        var to = isKnown ? series.Files.Max(f => f.Bounds!.Value.End) : UnixNanos.MaxValue;
        return (from, to == UnixNanos.MaxValue ? to : to + 1);
    }

    private static ImportItem ToItem(ImportOrder order, string? jobId, ImportScan scan, ImmutableArray<ImportSeriesItem> series, ImmutableArray<string> made)
    {
        var (rows, fresh) = (series.Sum(s => s.RowsSource), series.Sum(s => s.RowsNew));
        var isWhole = scan.Refused.IsEmpty && series.All(s => s.RowsConflict == 0 && s.RowsRefused == 0);
        return new ImportItem
        {
            JobId = jobId,
            Status = rows == 0 && scan.Refused.IsEmpty ? "no_data" : !isWhole ? "partial" : fresh == 0 ? "unchanged" : "success",
            DryRun = order.IsDryRun,
            Path = order.Path,
            Source = order.Source,
            RowsSource = rows,
            RowsNew = fresh,
            RowsDuplicate = series.Sum(s => s.RowsDuplicate),
            RowsConflict = series.Sum(s => s.RowsConflict),
            RowsRefused = series.Sum(s => s.RowsRefused),
            Series = series,
            NewInstruments = made,
            RefusedFiles = [.. scan.Refused.Select(r => new CatalogFault(r.Path, r.Reason))],
            Notes = Always,
        };
    }
}
