using System.Collections.Immutable;
using System.Globalization;
using Argonaut.Catalog;
using Argonaut.Domain;
using Argonaut.Domain.Instruments;
using Argonaut.Domain.Sessions;
using Argonaut.Server.Contracts;

namespace Argonaut.Server.Export;

/// <summary>A day of everything that was asked for; one failing part does not stop the others.</summary>
internal sealed class DailyExport(ServerContext server, ExportService exports)
{
    /// <summary>Null filters take all that have data on that day.</summary>
    internal sealed record Order(
        DateOnly Date,
        bool IsSessionDay,
        ImmutableArray<string>? Sources,
        ImmutableArray<Instrument>? Instruments,
        ImmutableArray<string> DataTypes,
        ImmutableArray<string> Timeframes,
        ExportSettings Settings,
        string Compression);

    /// <param name="done">Results of an interrupted run that need not be made again.</param>
    /// <param name="onPart">Hears after each further part of all that need not be made again.</param>
    /// <param name="expect">Hears how many rows all parts are, about.</param>
    public async Task<DailyResultItem> RunAsync(
        Order order, string jobId, ImmutableArray<ExportResultItem> done, Action<ImmutableArray<ExportResultItem>> onPart, Action<long> expect,
        Action<ExportProgress> report, CancellationToken ct)
    {
        // Between two parts the day must not go: a day is exported whole or not at all. A trading day may reach into the days beside it.
        var from = UnixNanos.FromDate(order.Date);
        var beside = order.IsSessionDay ? UnixNanos.PerDay : 0;
        using var hold = await server.Parts.Maintenance.HoldAsync(from - beside, from + UnixNanos.PerDay + beside, ct);
        var (parts, expected) = await PartsAsync(order, ct);
        expect(expected);
        var results = ImmutableArray.CreateBuilder<ExportResultItem>(parts.Length);
        var sum = default(ExportProgress);
        foreach (var part in parts)
        {
            var before = sum;
            var result = done.FirstOrDefault(r => IsOf(r, part));
            if (result is null)
            {
                var (made, problem) = await exports.RunAsync(
                    part, jobId, null, _ => { },
                    now => report(new ExportProgress(before.Share + now.Share / parts.Length, before.Rows + now.Rows, before.Files + now.Files, before.Bytes + now.Bytes)), ct);
                result = made ?? Failed(part, jobId, problem!.ToDocument(null, null));
            }

            results.Add(result);
            sum = new ExportProgress((double)results.Count / parts.Length, sum.Rows + result.RowsSource, sum.Files + result.Files.Length, sum.Bytes + result.BytesTotal);
            report(sum);
            if (result.Problem is null) onPart([.. results.Where(r => r.Problem is null)]);
        }

        return new DailyResultItem
        {
            JobId = jobId,
            Status = results.Count == 0 ? "no_data" : results.All(r => r.Status is "success" or "unchanged" or "no_data") ? "success" : "partial",
            Date = order.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Calendar = order.IsSessionDay ? "session" : "utc",
            Exports = results.ToImmutable(),
            Summary = new DailySummaryItem(results.Sum(r => r.Files.Length), results.Sum(r => r.Records), Math.Round(results.Sum(r => r.BytesTotal) / 1e6, 3)),
        };
    }

    private static bool IsOf(ExportResultItem result, ExportOrder part) =>
        result.InstrumentId == part.Instrument.Id.Value && result.Source == part.Instrument.Source
        && result.DataType == ExportKinds.DataTypeOf(part.Kind) && result.Timeframe == part.Timeframe?.Code;

    /// <summary>The parts in their order, and the rows of all of them.</summary>
    private async Task<(ImmutableArray<ExportOrder> Parts, long Rows)> PartsAsync(Order order, CancellationToken ct)
    {
        var parts = new List<(ExportOrder Order, long Rows)>();
        // Instruments of one exchange share their day: each interval is asked for once.
        foreach (var day in server.Market.Instruments.GroupBy(i => IntervalOf(order, i)))
            if (day.Key is { } interval) await AddPartsAsync(order, interval.From, interval.To, [.. day.Select(i => i.Key)], parts, ct);
        var orders = parts.Select(p => p.Order).OrderBy(p => p.Instrument.Id.Value, StringComparer.Ordinal).ThenBy(p => p.Kind).ThenBy(p => p.Timeframe?.Index);
        return ([.. orders], parts.Sum(p => p.Rows));
    }

    /// <summary>The UTC day, or the instrument's trading day; null when it is closed on it. Without a calendar a day is UTC's.</summary>
    private static (UnixNanos From, UnixNanos To)? IntervalOf(Order order, Instrument instrument)
    {
        var from = UnixNanos.FromDate(order.Date);
        if (!order.IsSessionDay) return (from, from + UnixNanos.PerDay);
        var calendar = SessionCalendar.Of(instrument);
        return calendar.IsKnown ? calendar.SpanOf(order.Date) : (from, from + UnixNanos.PerDay);
    }

    private async Task AddPartsAsync(Order order, UnixNanos from, UnixNanos to, HashSet<InstrumentKey> instruments, List<(ExportOrder Order, long Rows)> parts, CancellationToken ct)
    {
        foreach (var row in await server.Store.CoverageAsync(from, to, ct))
        {
            if (!instruments.Contains(row.Instrument) || !server.Market.TryFind(row.Instrument, out var instrument)) continue;
            if (order.Sources is { } sources && !sources.Contains(instrument.Source)) continue;
            if (order.Instruments is { } wanted && !wanted.Any(i => i.Key == row.Instrument)) continue;
            foreach (var kind in ExportKinds.Of(row.Kind))
            {
                if (!order.DataTypes.Contains(ExportKinds.DataTypeOf(kind))) continue;
                if (kind == ExportKind.Bars && !order.Timeframes.Contains(row.Timeframe?.Code ?? "")) continue;
                if (order.Settings.Format == CatalogFormat.Flat && !ExportKinds.HasFlatForm(kind)) continue;
                parts.Add((new ExportOrder(kind, instrument, row.Timeframe, from, to, order.Settings, order.Compression), row.Rows));
            }
        }
    }

    private static ExportResultItem Failed(ExportOrder order, string jobId, ProblemDocument problem) => new()
    {
        JobId = jobId,
        Status = "failed",
        Records = 0,
        FileSizeMb = 0,
        FilePath = null,
        DataType = ExportKinds.DataTypeOf(order.Kind),
        Source = order.Instrument.Source,
        Simulated = order.Instrument.IsSimulated,
        InstrumentId = order.Instrument.Id.Value,
        Timeframe = order.Timeframe?.Code,
        BarType = order.BarType,
        Start = order.From.ToString(),
        StartIso = order.From.ToIso(),
        End = order.To.ToString(),
        EndIso = order.To.ToIso(),
        RowsSource = 0,
        RowsWritten = 0,
        RowsRejected = 0,
        Rejects = [],
        RowsAdjusted = 0,
        Adjustments = [],
        Files = [],
        BytesTotal = 0,
        BytesAsCsv = 0,
        ReductionPct = null,
        Format = ExportJobs.FormatOf(order.Settings),
        NautilusProfile = order.Settings.Profile.Text(),
        Compression = order.Compression,
        Gaps = [],
        Verification = null,
        DurationMs = 0,
        RowsPerS = 0,
        Problem = problem,
    };
}
