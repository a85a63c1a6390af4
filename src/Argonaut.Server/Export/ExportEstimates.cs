using Argonaut.Domain;
using Argonaut.Domain.Bars;
using Argonaut.Domain.Instruments;
using Argonaut.Ports;
using Argonaut.Server.Contracts;
using Argonaut.Server.Jobs;

namespace Argonaut.Server.Export;

/// <summary>What an export would be: rows from what is stored, bytes from files that were written, time from exports that ran.</summary>
internal sealed class ExportEstimates(ServerContext server, JobQueue jobs)
{
    /// <summary>Files below this say little about the size of a row.</summary>
    private const long EnoughRows = 100;

    private const long EnoughRowsForSpeed = 1_000;
    private const double TypicalRowsPerSecond = 400_000;
    private const double OpeningSeconds = 0.05;
    private const int RecentExports = 20;

    /// <param name="instrument">Null: all of the range.</param>
    /// <param name="kinds">Which exports; bars of these timeframes, of all when none is named.</param>
    public async Task<EstimateItem> EstimateAsync(
        Instrument? instrument, IReadOnlyCollection<ExportKind> kinds, IReadOnlyCollection<Timeframe> timeframes, UnixNanos from, UnixNanos to, string format,
        string compression, long? freeBytes, CancellationToken ct)
    {
        IReadOnlyCollection<ExportKind> made = format == "flat" ? [.. kinds.Where(ExportKinds.HasFlatForm)] : kinds;
        var parts = await PartsAsync(server, instrument, made, timeframes, from, to, ct);
        var ledger = await server.Parts.Ledger.ListAsync(ExportState.Published, ct);
        double bytes = 0;
        var origin = "instrument";
        foreach (var part in parts)
        {
            var (perRow, where) = BytesPerRow(ledger, part, format, compression);
            bytes += perRow * part.Rows;
            if (where == "typical" || (where == "kind" && origin == "instrument")) origin = where;
        }

        var rows = parts.Sum(p => p.Rows);
        var (speed, measured) = Speed();
        return new EstimateItem
        {
            DataType = kinds.Count == 1 ? ExportKinds.DataTypeOf(kinds.First()) : "all",
            InstrumentId = instrument?.Id.Value,
            Rows = rows,
            IsEstimate = parts.Any(p => p.IsEstimate),
            Bytes = (long)bytes,
            BytesPerRow = rows > 0 ? Math.Round(bytes / rows, 2) : 0,
            BytesFrom = rows > 0 ? origin : "typical",
            DurationMs = rows > 0 ? (long)(1000 * (OpeningSeconds * parts.Count + rows / speed)) : 0,
            DurationFrom = measured ? "measured" : "typical",
            FreeBytes = freeBytes,
        };
    }

    /// <summary>Rows to expect of one export, for its progress; null while the store does not say.</summary>
    public static async Task<long?> RowsOfAsync(ServerContext server, ExportOrder order, CancellationToken ct)
    {
        try
        {
            var parts = await PartsAsync(server, order.Instrument, [order.Kind], order.Timeframe is { } t ? [t] : [], order.From, order.To, ct);
            return parts.Sum(p => p.Rows);
        }
        catch (StoreUnavailableException)
        {
            return null;
        }
    }

    private static async Task<List<Part>> PartsAsync(
        ServerContext server, Instrument? instrument, IReadOnlyCollection<ExportKind> kinds, IReadOnlyCollection<Timeframe> timeframes, UnixNanos from, UnixNanos to,
        CancellationToken ct)
    {
        // A day is counted; counting more would take as long as exporting it.
        var isShort = to - from <= UnixNanos.PerDay;
        var rows = isShort ? await server.Store.CoverageAsync(from, to, ct) : await server.Store.CoverageAsync(ct);
        var parts = new List<Part>();
        foreach (var row in rows)
        {
            if (instrument is not null && row.Instrument != instrument.Key) continue;
            if (!server.Market.TryFind(row.Instrument, out var known)) continue;
            if (row.Timeframe is { } timeframe && timeframes.Count > 0 && !timeframes.Contains(timeframe)) continue;
            var length = Math.Max(1.0, row.Last - row.First);
            var overlap = Math.Max(0, Math.Min(to.Value, row.Last.Value) - Math.Max(from.Value, row.First.Value) + 0.0);
            var share = isShort || (from <= row.First && to > row.Last) ? 1 : overlap / length;
            foreach (var kind in ExportKinds.Of(row.Kind).Where(kinds.Contains))
            {
                var count = (long)Math.Round(row.Rows * share);
                if (count == 0) continue;
                var name = row.Timeframe is { } bars ? bars.BarTypeOf(known.Id, known.BarPriceType) : ExportKinds.DataTypeOf(kind);
                parts.Add(new Part(kind, name, known.Id.Value, count, row.IsEstimate || share < 1 || kind == ExportKind.BookDepths));
            }
        }

        return parts;
    }

    private static (double PerRow, string From) BytesPerRow(
        IReadOnlyCollection<ExportRecord> ledger, Part part, string format, string compression)
    {
        var options = ExportService.OptionsOf(compression, format);
        var alike = ledger.Where(r => r.Options == options && r.Rows > 0 && IsOf(r, part.Kind)).ToList();
        var own = alike.Where(r => r.Identity.InstrumentId == part.InstrumentId && r.Identity.Kind == part.Name).ToList();
        if (own.Sum(r => r.Rows) >= EnoughRows) return (own.Sum(r => (double)r.Bytes) / own.Sum(r => r.Rows), "instrument");
        if (alike.Sum(r => r.Rows) >= EnoughRows) return (alike.Sum(r => (double)r.Bytes) / alike.Sum(r => r.Rows), "kind");
        return (Typical(part.Kind) * (compression is "zstd" or "gzip" ? 0.8 : compression == "none" ? 1.6 : 1), "typical");
    }

    private static bool IsOf(ExportRecord record, ExportKind kind) =>
        kind == ExportKind.Bars ? record.Identity.Kind.EndsWith("-EXTERNAL", StringComparison.Ordinal) : record.Identity.Kind == ExportKinds.DataTypeOf(kind);

    /// <summary>Bytes of a row with snappy, about, of the simulated market.</summary>
    private static double Typical(ExportKind kind) => kind switch
    {
        ExportKind.Trades => 14,
        ExportKind.Quotes => 13,
        ExportKind.Bars => 30,
        ExportKind.BookDeltas => 12,
        ExportKind.BookDepths => 160,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private (double RowsPerSecond, bool IsMeasured) Speed()
    {
        var rates = jobs.All
            .Where(j => j is { Kind: ExportJobs.Export or ExportJobs.Daily, State: "succeeded", RatePerS: > 0 } && j.RowsDone >= EnoughRowsForSpeed)
            .OrderByDescending(j => j.Created, StringComparer.Ordinal).Take(RecentExports).Select(j => j.RatePerS!.Value).Order().ToList();
        return rates.Count == 0 ? (TypicalRowsPerSecond, false) : (rates[rates.Count / 2], true);
    }

    private sealed record Part(ExportKind Kind, string Name, string InstrumentId, long Rows, bool IsEstimate);
}
